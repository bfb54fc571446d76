-- $1 subjects; $2 a fresh key for each, taken by those that have no row yet. Of two writers who meet the later one gets
-- the key of the first, and null for a subject that was forgotten meanwhile.
WITH known AS (
  SELECT subject, key FROM subject_keys WHERE subject = ANY($1)
), fresh AS (
  INSERT INTO subject_keys AS standing (subject, key)
  SELECT offered.* FROM unnest($1::text[], $2::bytea[]) AS offered (subject, key)
  WHERE NOT EXISTS (SELECT FROM known WHERE known.subject = offered.subject)
  ORDER BY offered.subject
  ON CONFLICT (subject) DO UPDATE SET key = standing.key
  RETURNING subject, key
)
SELECT subject, key FROM known
UNION ALL
SELECT subject, key FROM fresh
