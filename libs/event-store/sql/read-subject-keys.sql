SELECT subject, key FROM subject_keys WHERE subject = ANY($1) AND key IS NOT NULL
