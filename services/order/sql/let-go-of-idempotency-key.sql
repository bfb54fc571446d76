UPDATE idempotency_claims
SET claimed_until = now()
WHERE key = $1 AND claimed_until > now();
