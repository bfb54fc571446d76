-- What the provider has answered to each try. Append-only.
CREATE TABLE payment_attempts (
  attempt_id text PRIMARY KEY,
  order_id text NOT NULL,
  -- Counts the order's attempts from 1.
  position integer NOT NULL,
  key text NOT NULL,
  kind text NOT NULL CHECK (kind IN ('charge', 'refund')),
  amount bigint NOT NULL CHECK (amount > 0),
  result text NOT NULL CHECK (result IN ('succeeded', 'declined', 'failed')),
  detail text,
  answered_at timestamptz NOT NULL,
  UNIQUE (order_id, position)
);
