-- Takes up operations whose time has come, and puts them off until $2, so that meanwhile no other instance does.
UPDATE payments
SET retry_at = $2
WHERE order_id IN (
  SELECT order_id
  FROM payments
  WHERE retry_at <= $1
  ORDER BY retry_at
  LIMIT $3
  FOR UPDATE SKIP LOCKED
)
RETURNING order_id, pending, pending_since, currency, charges, refunded::float8 AS refunded,
  cause ->> 'traceparent' AS traceparent
