-- Without waiting for the disk: after a crash of the server the last batches are handled again, none is left out.
WITH relaxed AS (
  SELECT set_config('synchronous_commit', 'off', true) AS synchronous_commit
)
UPDATE event_subscriptions
SET cursor = $4::jsonb, moved_at = clock_timestamp()
FROM relaxed
WHERE relaxed.synchronous_commit = 'off' AND name = $1 AND owner = $2 AND fencing = $3
RETURNING name
