SELECT payment.order_id, payment.charged::float8, payment.refunded::float8, payment.currency, payment.closed,
  payment.pending ->> 'kind' AS pending,
  coalesce(attempt.charged, 0) AS charges, coalesce(attempt.refunded, 0) AS refunds,
  coalesce(attempt.keys_doubled, 0) AS keys_doubled
FROM payments payment LEFT JOIN (
  SELECT order_id, sum(amount) FILTER (WHERE kind = 'charge')::float8 AS charged,
    sum(amount) FILTER (WHERE kind = 'refund')::float8 AS refunded,
    (count(*) - count(DISTINCT key))::integer AS keys_doubled
  FROM payment_attempts WHERE result = 'succeeded' GROUP BY order_id
) AS attempt USING (order_id)
