-- What was committed since the previous snapshot: transactions under way then ($1) and begun since ($2). Each branch
-- walks an index and stops after $3 rows, so an idle poll costs next to nothing however long the log is.
WITH step AS MATERIALIZED (SELECT pg_current_snapshot() AS current)
SELECT step.current::text AS step_current, line.*
FROM step LEFT JOIN LATERAL (
  (SELECT {columns} FROM {table} WHERE transaction_id = ANY($1::xid8[]) LIMIT $3)
  UNION ALL
  (SELECT {columns} FROM {table} WHERE transaction_id >= $2::xid8 ORDER BY transaction_id, {id} LIMIT $3)
) AS line ON true
ORDER BY line.id
