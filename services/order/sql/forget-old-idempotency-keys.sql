-- Instances that do this at the same time skip each other's rows.
DELETE FROM idempotency_claims
WHERE key IN (
  SELECT key
  FROM idempotency_claims
  WHERE claimed_at < now() - make_interval(secs => $1::float8 / 1000)
  FOR UPDATE SKIP LOCKED
);
