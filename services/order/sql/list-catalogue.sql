SELECT product_id, name, unit_price, currency
FROM catalogue_products
WHERE name IS NOT NULL
ORDER BY product_id;
