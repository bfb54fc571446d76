SELECT order_id, fingerprint
FROM idempotency_claims
WHERE key = $1;
