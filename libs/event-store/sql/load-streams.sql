-- $1 stream ids; $2 the last version wanted and $3 the last moment wanted, null for all.
SELECT stream_id, version, global_position, event_id, type, schema_version, data, metadata, recorded_at
FROM events
WHERE stream_id = ANY($1)
  AND ($2::bigint IS NULL OR version <= $2)
  AND ($3::timestamptz IS NULL OR recorded_at <= $3)
ORDER BY stream_id, version
