-- Where a long step begins: the lowest id not visible in the previous snapshot ($1) and visible in the current ($2).
-- The addition keeps the planner from walking the id's index past all that was read before.
SELECT least(
  (
    SELECT min(late_line.id)
    FROM pg_snapshot_xip($1::pg_snapshot) AS late (xid)
    CROSS JOIN LATERAL (
      SELECT {id} AS id FROM {table}
      WHERE transaction_id >= late.xid AND transaction_id <= late.xid
      ORDER BY transaction_id, {id}
      LIMIT 1
    ) AS late_line
    WHERE pg_visible_in_snapshot(late.xid, $2::pg_snapshot)
  ),
  (
    SELECT min({id} + 0) FROM {table}
    WHERE transaction_id >= pg_snapshot_xmax($1::pg_snapshot)
      AND transaction_id < pg_snapshot_xmax($2::pg_snapshot)
  )
)::text AS first
