SELECT stream_id::text AS "orderId",
  max(data ->> 'customerId') FILTER (WHERE type = 'order.placed') AS "customerId",
  (count(*) FILTER (WHERE type IN ('order.completed', 'order.failed', 'order.cancelled')))::integer AS outcomes
FROM events
GROUP BY stream_id
