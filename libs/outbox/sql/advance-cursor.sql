-- Without waiting for the disk: after a crash of the server the last pages are published again, none is left out.
WITH relaxed AS (
  SELECT set_config('synchronous_commit', 'off', true) AS synchronous_commit
)
UPDATE outbox_relays
SET cursor = $5::jsonb,
    moved_at = clock_timestamp(),
    expires_at = clock_timestamp() + $4::double precision * interval '1 ms'
FROM relaxed
WHERE relaxed.synchronous_commit = 'off' AND relay = $1 AND owner = $2 AND fencing = $3
RETURNING relay
