SELECT outbox_id, message_id, topic, key, reason, created_at, parked_at, resolution
FROM outbox_dead_letters
ORDER BY outbox_id
