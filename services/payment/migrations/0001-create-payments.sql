-- One row an order: what it shall pay, what it has paid, and the one call to the provider that may be under way.
CREATE TABLE payments (
  order_id text PRIMARY KEY,
  closed boolean NOT NULL,
  -- {"revision", "total", "hold", "paymentMethod"} of the newest reserved revision.
  target jsonb,
  confirmed_revision integer NOT NULL CHECK (confirmed_revision >= 0),
  answered_revision integer NOT NULL CHECK (answered_revision >= 0),
  declined_revision integer NOT NULL CHECK (declined_revision >= 0),
  -- Minor units of the currency.
  charged bigint NOT NULL CHECK (charged >= 0),
  refunded bigint NOT NULL CHECK (refunded >= 0 AND refunded <= charged),
  currency text NOT NULL,
  -- [{"key", "amount", "reference"}]
  charges jsonb NOT NULL,
  -- {"key", "kind", "amount", "revision", "paymentMethod", "failures"}: stored before the provider is called.
  pending jsonb,
  pending_since timestamptz,
  -- When anyone may call the provider (again).
  retry_at timestamptz,
  attempt_count integer NOT NULL,
  -- {"correlationId", "causationId", "traceparent"} of the message that asked for what is under way.
  cause jsonb NOT NULL,
  CONSTRAINT payments_pending_is_retried
    CHECK ((pending IS NULL) = (retry_at IS NULL) AND (pending IS NULL) = (pending_since IS NULL))
) WITH (fillfactor = 70);

-- Small: only what is under way is in it.
CREATE INDEX payments_by_retry ON payments (retry_at) WHERE retry_at IS NOT NULL;
