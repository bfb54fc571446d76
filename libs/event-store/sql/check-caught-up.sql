-- Whether subscription $1 has left behind every event that snapshot $2 sees: none of them is new to what its cursor has
-- read. What commits later does not count, so a busy log is caught up with too. Looked up as in begin-step.
SELECT held.cursor IS NOT NULL
  AND held.cursor ->> 'cluster' = (SELECT system_identifier::text FROM pg_control_system())
  AND NOT EXISTS (
    SELECT FROM pg_snapshot_xip((held.cursor ->> 'previous')::pg_snapshot) AS late (xid)
    CROSS JOIN LATERAL (
      SELECT FROM events
      WHERE transaction_id >= late.xid AND transaction_id <= late.xid
      ORDER BY transaction_id, global_position
      LIMIT 1
    ) AS late_event
    WHERE pg_visible_in_snapshot(late.xid, $2::pg_snapshot)
  )
  AND NOT EXISTS (
    SELECT FROM (
      SELECT transaction_id FROM events
      WHERE transaction_id >= pg_snapshot_xmax((held.cursor ->> 'previous')::pg_snapshot)
        AND transaction_id < pg_snapshot_xmax($2::pg_snapshot)
      ORDER BY transaction_id, global_position
    ) AS new_event
    WHERE pg_visible_in_snapshot(transaction_id, $2::pg_snapshot)
  ) AS caught_up
FROM event_subscriptions held
WHERE held.name = $1
