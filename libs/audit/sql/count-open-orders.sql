SELECT count(*) FILTER (WHERE held)::integer AS held, count(*) FILTER (WHERE NOT held)::integer AS moving
FROM (
  SELECT bool_or(type = 'order.placed' AND (data ->> 'hold')::boolean) AND NOT bool_or(type = 'order.confirmed') AS held
  FROM events
  GROUP BY stream_id
  HAVING NOT bool_or(type IN ('order.completed', 'order.failed', 'order.cancelled'))
) AS open_order
