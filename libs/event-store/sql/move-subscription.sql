-- In the transaction of a handler: its writes and the move are one.
UPDATE event_subscriptions
SET cursor = $4::jsonb, moved_at = clock_timestamp()
WHERE name = $1 AND owner = $2 AND fencing = $3
RETURNING name
