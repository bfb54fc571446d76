SELECT CASE WHEN owner IS NULL THEN 0
            ELSE greatest(extract(epoch FROM expires_at - clock_timestamp()) * 1000, 0)
       END::double precision AS held_for_ms
FROM outbox_relays
WHERE relay = $1
