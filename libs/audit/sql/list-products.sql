SELECT product_id, initial::float8, restocked::float8, available::float8, reserved::float8, sold::float8
FROM products ORDER BY product_id
