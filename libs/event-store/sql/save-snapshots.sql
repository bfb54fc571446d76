-- Keeps the higher version of two, unless the one that stands is of another history. Only what is committed is taken.
-- Without waiting for the disk: a snapshot lost in a crash of the server is as good as none.
WITH relaxed AS (
  SELECT set_config('synchronous_commit', 'off', true) AS synchronous_commit
)
INSERT INTO snapshots AS standing (stream_id, fold, fold_version, version, event_id, state, checksum, subjects)
SELECT taken.stream_id, taken.fold, taken.fold_version, taken.version, taken.event_id, taken.state, taken.checksum,
  ARRAY(SELECT json_array_elements_text(taken.subjects))
FROM relaxed, unnest($1::text[], $2::text[], $3::integer[], $4::bigint[], $5::uuid[], $6::text[],
  $7::text[], $8::json[])
  AS taken (stream_id, fold, fold_version, version, event_id, state, checksum, subjects)
WHERE relaxed.synchronous_commit = 'off'
  AND EXISTS (SELECT FROM events WHERE (stream_id, version, event_id) = (taken.stream_id, taken.version, taken.event_id))
ORDER BY taken.stream_id, taken.fold, taken.fold_version
ON CONFLICT (stream_id, fold, fold_version) DO UPDATE
SET version = EXCLUDED.version, event_id = EXCLUDED.event_id, state = EXCLUDED.state, checksum = EXCLUDED.checksum,
  subjects = EXCLUDED.subjects
WHERE standing.version <= EXCLUDED.version
  OR NOT EXISTS (
    SELECT FROM events
    WHERE (stream_id, version, event_id) = (standing.stream_id, standing.version, standing.event_id)
  )
