-- The next rows of a long step, by id: not visible in the previous snapshot ($1, $2), visible in the current one ($3).
SELECT {columns}
FROM {table}
WHERE {id} > $4
  AND (transaction_id >= $2::xid8 OR transaction_id = ANY($1::xid8[]))
  AND pg_visible_in_snapshot(transaction_id, $3::pg_snapshot)
ORDER BY {id}
LIMIT $5
