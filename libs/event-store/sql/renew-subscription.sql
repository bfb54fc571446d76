-- Without waiting for the disk: a renewal lost in a crash of the server is as good as none.
WITH relaxed AS (
  SELECT set_config('synchronous_commit', 'off', true) AS synchronous_commit
)
UPDATE event_subscriptions
SET expires_at = clock_timestamp() + $4::double precision * interval '1 ms'
FROM relaxed
WHERE relaxed.synchronous_commit = 'off' AND name = $1 AND owner = $2 AND fencing = $3
RETURNING name
