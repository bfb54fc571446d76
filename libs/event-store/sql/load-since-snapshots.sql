-- $1 stream ids; $2 the last version and $3 the last moment wanted, null for all; $4 the fold and $5 its version.
-- Per stream the snapshot, if there is one of this history within the limits, and then the events after it. A row with
-- a state is a snapshot; none is given that has a field of a forgotten subject. Moments limit as in load-streams.
WITH beyond AS MATERIALIZED (
  SELECT stream_id, min(version) AS version
  FROM events
  WHERE $3::timestamptz IS NOT NULL AND stream_id = ANY($1) AND recorded_at > $3
  GROUP BY stream_id
), snapshot AS MATERIALIZED (
  SELECT stream_id, snapshots.version, snapshots.state, snapshots.checksum, snapshots.subjects
  FROM snapshots
  JOIN events last_folded USING (stream_id, version, event_id)
  LEFT JOIN beyond USING (stream_id)
  WHERE stream_id = ANY($1) AND fold = $4 AND fold_version = $5
    AND ($2::bigint IS NULL OR snapshots.version <= $2)
    AND (beyond.version IS NULL OR snapshots.version < beyond.version)
    AND NOT EXISTS (
      SELECT FROM unnest(snapshots.subjects) AS of (subject) LEFT JOIN subject_keys USING (subject)
      WHERE subject_keys.key IS NULL
    )
)
SELECT stream_id, version, NULL::bigint AS global_position, NULL::uuid AS event_id, NULL AS type,
  NULL::integer AS schema_version, NULL::json AS data, NULL::json AS metadata, NULL::timestamptz AS recorded_at,
  state, checksum, subjects
FROM snapshot
UNION ALL
SELECT wanted.stream_id, event.version, event.global_position, event.event_id, event.type, event.schema_version,
  event.data, event.metadata, event.recorded_at, NULL, NULL, NULL
FROM unnest($1::text[]) AS wanted (stream_id)
LEFT JOIN snapshot USING (stream_id)
LEFT JOIN beyond USING (stream_id)
-- The order makes the planner begin inside the stream, behind the snapshot.
CROSS JOIN LATERAL (
  SELECT * FROM events
  WHERE events.stream_id = wanted.stream_id AND events.version > coalesce(snapshot.version, 0)
    AND ($2::bigint IS NULL OR events.version <= $2)
    AND (beyond.version IS NULL OR events.version < beyond.version)
  ORDER BY events.version
) AS event
ORDER BY stream_id, version
