/** The outbox of each service: a row is unsent until the relay has marked it. */
const outbox = `
  CREATE TABLE outbox (
    id bigserial PRIMARY KEY,
    topic text NOT NULL,
    key text NOT NULL,
    payload jsonb NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    sent_at timestamptz
  );
  CREATE INDEX outbox_unsent ON outbox (id) WHERE sent_at IS NULL;`;

/** The tables of each service. */
export const naiveSchema = {
  order: `${outbox}
    CREATE TABLE products (product_id text PRIMARY KEY, unit_price bigint NOT NULL);
    CREATE TABLE orders (
      order_id text PRIMARY KEY,
      customer_id text NOT NULL,
      status text NOT NULL,
      items jsonb NOT NULL,
      total bigint NOT NULL,
      placed_at timestamptz NOT NULL DEFAULT now()
    );`,
  stock: `${outbox}
    CREATE TABLE products (
      product_id text PRIMARY KEY,
      initial bigint NOT NULL,
      available bigint NOT NULL CHECK (available >= 0),
      reserved bigint NOT NULL DEFAULT 0 CHECK (reserved >= 0),
      sold bigint NOT NULL DEFAULT 0
    );
    CREATE TABLE reservations (order_id text PRIMARY KEY, state text NOT NULL, items jsonb NOT NULL);`,
  payment: `${outbox}
    CREATE TABLE payments (order_id text PRIMARY KEY, charged bigint NOT NULL);`,
} as const;
