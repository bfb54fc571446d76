-- What was committed since the previous snapshot ($1): by transactions that were under way then and have ended, and by
-- transactions begun since. Each is looked up by the index on (transaction_id, {id}) and gives $2 rows at most, so an
-- idle poll costs a few index entries however long the log is, and one that stays open costs not even those.
-- The range and the order by both columns are what makes the planner use that index whatever its statistics say: by an
-- equality, and a log in which one transaction wrote most rows, it walks the whole log.
WITH step AS MATERIALIZED (SELECT pg_current_snapshot() AS current)
SELECT step.current::text AS step_current, line.*
FROM step LEFT JOIN LATERAL (
  (
    SELECT late_line.*
    FROM pg_snapshot_xip($1::pg_snapshot) AS late (xid)
    CROSS JOIN LATERAL (
      SELECT {columns} FROM {table}
      WHERE transaction_id >= late.xid AND transaction_id <= late.xid
      ORDER BY transaction_id, {id}
      LIMIT $2
    ) AS late_line
    WHERE pg_visible_in_snapshot(late.xid, step.current)
    LIMIT $2
  )
  UNION ALL
  (
    SELECT {columns} FROM {table}
    WHERE transaction_id >= pg_snapshot_xmax($1::pg_snapshot)
    ORDER BY transaction_id, {id}
    LIMIT $2
  )
) AS line ON true
ORDER BY line.id
