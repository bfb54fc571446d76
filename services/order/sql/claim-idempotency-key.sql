-- Takes a key that is free or whose holder's time is over, and tells in any case how it stands with it. The conflict
-- branch always writes, so that it also returns a row that another request has inserted a moment ago.
--
-- The commit need not wait for the disk: the append that follows does, and its place in the log is behind this one.
-- Should a crash lose the claim, then it has lost the order as well.
WITH claimed AS (
  INSERT INTO idempotency_claims AS held (key, fingerprint, order_id, claimant, claimed_at, claimed_until)
  VALUES ($1, $2, $3, $3, now(), now() + make_interval(secs => $4::float8 / 1000))
  ON CONFLICT (key) DO UPDATE SET (claimant, claimed_at, claimed_until) = (
    SELECT taken.claimant, taken.claimed_at, taken.claimed_until
    FROM (VALUES
      (true, excluded.claimant, excluded.claimed_at, excluded.claimed_until),
      (false, held.claimant, held.claimed_at, held.claimed_until)
    ) AS taken (over, claimant, claimed_at, claimed_until)
    WHERE taken.over = (held.fingerprint = excluded.fingerprint AND held.claimed_until <= now())
  )
  RETURNING
    order_id,
    fingerprint = $2 AS same_request,
    claimant = $3 AS mine,
    greatest(0, ceil(extract(epoch FROM claimed_until - now()) * 1000))::int AS held_for_ms
)
SELECT order_id, same_request, mine, held_for_ms, set_config('synchronous_commit', 'off', true)
FROM claimed;
