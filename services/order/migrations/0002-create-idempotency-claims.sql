-- Which order an idempotency key stands for, and until when the request that came with it is taken to be running.
CREATE TABLE idempotency_claims (
  key           text        PRIMARY KEY,
  fingerprint   text        NOT NULL,
  order_id      uuid        NOT NULL,
  -- The order id that the present holder brought along; only the first holder's becomes the key's.
  claimant      uuid        NOT NULL,
  claimed_at    timestamptz NOT NULL,
  claimed_until timestamptz NOT NULL
);

CREATE INDEX idempotency_claims_by_age ON idempotency_claims (claimed_at);
