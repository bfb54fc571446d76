-- Order's replica of the catalogue. Name and price are each guarded by the revision that set them: a change of price
-- may be here before the entry whose name it belongs to. Until the name is known, so long the product is not.
CREATE TABLE catalogue_products (
  product_id     text   PRIMARY KEY,
  name           text,
  name_revision  bigint NOT NULL DEFAULT 0,
  unit_price     bigint NOT NULL CHECK (unit_price >= 0),
  currency       text   NOT NULL,
  price_revision bigint NOT NULL,
  CHECK ((name IS NULL) = (name_revision = 0))
);
