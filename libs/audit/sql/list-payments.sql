SELECT order_id, charged::float8, refunded::float8, pending IS NOT NULL AS pending FROM payments
