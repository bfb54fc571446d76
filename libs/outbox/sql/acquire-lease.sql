UPDATE outbox_relays
SET owner = $2,
    fencing = fencing + 1,
    expires_at = clock_timestamp() + $3::double precision * interval '1 ms',
    standby = NULL
WHERE relay = $1
  AND (owner IS NULL OR owner = $2 OR expires_at <= clock_timestamp())
RETURNING fencing, cursor
