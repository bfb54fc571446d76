-- $1 stream ids; $2 the last version wanted and $3 the last moment wanted, null for all.
-- A stream ends before its first event that was recorded after the moment: clocks differ between instances, and
-- leaving out an event from the middle would give a state that never was.
WITH beyond AS MATERIALIZED (
  SELECT stream_id, min(version) AS version
  FROM events
  WHERE $3::timestamptz IS NOT NULL AND stream_id = ANY($1) AND recorded_at > $3
  GROUP BY stream_id
)
SELECT stream_id, event.version, global_position, event_id, type, schema_version, data, metadata, recorded_at
FROM events event LEFT JOIN beyond USING (stream_id)
WHERE stream_id = ANY($1)
  AND ($2::bigint IS NULL OR event.version <= $2)
  AND (beyond.version IS NULL OR event.version < beyond.version)
ORDER BY stream_id, event.version
