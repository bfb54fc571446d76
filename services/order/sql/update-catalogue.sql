-- One row per product, sorted by id so that two batches lock in the same order. Older revisions change nothing.
INSERT INTO catalogue_products AS known
  (product_id, name, name_revision, unit_price, currency, price_revision)
SELECT product_id, name, name_revision, unit_price, currency, price_revision
FROM unnest($1::text[], $2::text[], $3::bigint[], $4::bigint[], $5::text[], $6::bigint[])
  AS new (product_id, name, name_revision, unit_price, currency, price_revision)
ON CONFLICT (product_id) DO UPDATE SET
  name = CASE WHEN excluded.name_revision > known.name_revision THEN excluded.name ELSE known.name END,
  name_revision = greatest(known.name_revision, excluded.name_revision),
  unit_price = CASE
    WHEN excluded.price_revision > known.price_revision THEN excluded.unit_price ELSE known.unit_price END,
  currency = CASE
    WHEN excluded.price_revision > known.price_revision THEN excluded.currency ELSE known.currency END,
  price_revision = greatest(known.price_revision, excluded.price_revision)
WHERE excluded.name_revision > known.name_revision OR excluded.price_revision > known.price_revision;
