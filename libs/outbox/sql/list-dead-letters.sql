SELECT outbox_id, message_id, topic, key, headers, payload, reason, created_at, parked_at, resolution
FROM outbox_dead_letters
WHERE outbox_id > $1
  AND ($2::text IS NULL OR topic = $2)
  AND ($3::text IS NULL OR key = $3)
ORDER BY outbox_id
LIMIT $4
