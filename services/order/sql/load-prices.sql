SELECT product_id, unit_price, currency
FROM catalogue_products
WHERE product_id = ANY ($1::text[]) AND name IS NOT NULL;
