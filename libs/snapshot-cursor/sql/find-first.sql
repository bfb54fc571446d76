-- Where a long step begins. The addition keeps the planner from walking the id's index past all that was read before.
SELECT min({id} + 0)::text AS first
FROM {table}
WHERE (transaction_id >= $2::xid8 OR transaction_id = ANY($1::xid8[]))
  AND pg_visible_in_snapshot(transaction_id, $3::pg_snapshot)
