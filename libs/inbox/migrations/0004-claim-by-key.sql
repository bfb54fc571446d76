-- A plan made while the inbox was empty, and kept by the session, would come to read all of an older generation.
ALTER FUNCTION inbox_claim(text, text[])
  SET enable_seqscan = off
  SET enable_hashjoin = off
  SET enable_mergejoin = off;
