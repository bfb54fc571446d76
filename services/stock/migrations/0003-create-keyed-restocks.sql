-- Restocks that came with an idempotency key, and what was answered: a repetition gets the same and has no effect.
CREATE TABLE keyed_restocks (
  idempotency_key text PRIMARY KEY,
  product_id text NOT NULL,
  quantity bigint NOT NULL,
  -- The product as it was answered.
  answer jsonb NOT NULL,
  restocked_at timestamptz NOT NULL
);

CREATE INDEX keyed_restocks_by_time ON keyed_restocks (restocked_at);
