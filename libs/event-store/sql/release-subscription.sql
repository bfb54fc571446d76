UPDATE event_subscriptions
SET owner = NULL, expires_at = '-infinity'
WHERE name = $1 AND owner = $2 AND fencing = $3
