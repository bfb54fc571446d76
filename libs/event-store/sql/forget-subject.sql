-- Waits for a transaction that is about to bring the subject's first key. Snapshots could not be opened any more; one
-- that is just being replaced is left to its writer.
WITH dropped AS (
  DELETE FROM snapshots
  WHERE (stream_id, fold, fold_version) IN (
    SELECT stream_id, fold, fold_version FROM snapshots
    WHERE subjects @> ARRAY[$1::text] AND subjects <> '{}'
    FOR UPDATE SKIP LOCKED
  )
)
INSERT INTO subject_keys (subject, key, forgotten_at) VALUES ($1, NULL, clock_timestamp())
ON CONFLICT (subject) DO UPDATE
SET key = NULL, forgotten_at = coalesce(subject_keys.forgotten_at, EXCLUDED.forgotten_at)
