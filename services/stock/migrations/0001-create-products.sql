-- The catalogue and the stock of each product. What came in is somewhere: free, reserved by an order, or sold.
CREATE TABLE products (
  product_id text PRIMARY KEY,
  name text NOT NULL,
  -- Minor units of the currency.
  unit_price bigint NOT NULL CHECK (unit_price >= 0),
  currency text NOT NULL,
  -- Grows with each change of name or price.
  revision integer NOT NULL CHECK (revision >= 1),
  initial bigint NOT NULL CHECK (initial >= 0),
  restocked bigint NOT NULL CHECK (restocked >= 0),
  available bigint NOT NULL CHECK (available >= 0),
  reserved bigint NOT NULL CHECK (reserved >= 0),
  sold bigint NOT NULL CHECK (sold >= 0),
  CONSTRAINT products_balance CHECK (initial + restocked = available + reserved + sold)
) WITH (fillfactor = 50); -- room on the page for the next version of a row that changes with every order
