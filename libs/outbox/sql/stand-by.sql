-- Of several that stand by, the one with the least load is kept; one that is not heard of any more makes way.
WITH announced AS (
  UPDATE outbox_relays
  SET standby = $2, standby_load = $3, standby_seen_at = clock_timestamp()
  WHERE relay = $1
    AND (standby IS NULL OR standby = $2 OR standby_load >= $3
      OR standby_seen_at < clock_timestamp() - 2 * $4::double precision * interval '1 ms')
)
SELECT CASE WHEN owner IS NULL THEN 0
            ELSE greatest(extract(epoch FROM expires_at - clock_timestamp()) * 1000, 0)
       END::double precision AS held_for_ms
FROM outbox_relays
WHERE relay = $1
