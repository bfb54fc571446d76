WITH moved AS (
  UPDATE outbox_relays
  SET cursor = $5::jsonb,
      moved_at = clock_timestamp(),
      expires_at = clock_timestamp() + $4::double precision * interval '1 ms'
  WHERE relay = $1 AND owner = $2 AND fencing = $3
  RETURNING relay
), parked AS (
  INSERT INTO outbox_dead_letters (outbox_id, message_id, topic, key, headers, payload, created_at, reason)
  SELECT line.id, line.message_id, line.topic, line.key, line.headers, line.payload, line.created_at, refused.reason
  FROM unnest($6::bigint[], $7::text[]) AS refused (id, reason)
  JOIN outbox line ON line.id = refused.id
  WHERE EXISTS (SELECT FROM moved)
  ON CONFLICT (outbox_id) DO NOTHING
)
SELECT relay FROM moved
