SELECT line ->> 'productId' AS product_id, sum((line ->> 'quantity')::bigint)::float8 AS quantity
FROM reservations, jsonb_array_elements(lines) AS line
WHERE state = 'open' GROUP BY 1
