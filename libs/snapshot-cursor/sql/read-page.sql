-- The next rows of a long step, by id: not visible in the previous snapshot ($1), visible in the current one ($2).
-- Both by the function, which no index serves: a comparison would tempt the planner into sorting the step per page.
SELECT {columns}
FROM {table}
WHERE {id} > $3
  AND NOT pg_visible_in_snapshot(transaction_id, $1::pg_snapshot)
  AND pg_visible_in_snapshot(transaction_id, $2::pg_snapshot)
ORDER BY {id}
LIMIT $4
