-- What may be told once only: a message under its id, and one answer to each revision of an order.
SELECT min(key) AS key, count(*)::integer AS times, 'message ' || message_id AS what
FROM outbox GROUP BY message_id HAVING count(*) > 1
UNION ALL
SELECT key, count(*)::integer, 'an answer to revision ' || (payload ->> 'revision')
FROM outbox
WHERE headers ->> 'ce_type' IN (
  'com.ordersaga.stock.reserved.v1', 'com.ordersaga.stock.rejected.v1',
  'com.ordersaga.payment.completed.v1', 'com.ordersaga.payment.declined.v1'
)
GROUP BY key, payload ->> 'revision' HAVING count(*) > 1
