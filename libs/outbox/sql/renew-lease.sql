-- Without waiting for the disk: a renewal lost in a crash of the server is as good as none.
WITH relaxed AS (
  SELECT set_config('synchronous_commit', 'off', true) AS synchronous_commit
), renewed AS (
  UPDATE outbox_relays
  SET expires_at = clock_timestamp() + $4::double precision * interval '1 ms'
  FROM relaxed
  WHERE relaxed.synchronous_commit = 'off' AND relay = $1 AND owner = $2 AND fencing = $3
  RETURNING CASE WHEN standby IS NOT NULL
                  AND standby_seen_at > clock_timestamp() - 2 * $4::double precision * interval '1 ms'
                 THEN standby_load
            END AS standby_load
)
SELECT EXISTS (SELECT FROM renewed) AS held,
       (SELECT standby_load FROM renewed) AS standby_load,
       EXISTS (SELECT FROM outbox_dead_letters WHERE resolution IS NOT NULL) AS resolved
