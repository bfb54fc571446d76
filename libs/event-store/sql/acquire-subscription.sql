-- Writes nothing while another instance has it. Otherwise waits for a move of the cursor that is being committed, so
-- that what it returns is where the last owner got to.
INSERT INTO event_subscriptions AS held (name, owner, fencing, expires_at)
SELECT $1, $2, 1, clock_timestamp() + $3::double precision * interval '1 ms'
WHERE NOT EXISTS (
  SELECT FROM event_subscriptions other
  WHERE other.name = $1 AND other.owner <> $2 AND other.expires_at > clock_timestamp()
)
ON CONFLICT (name) DO UPDATE
SET owner = EXCLUDED.owner, fencing = held.fencing + 1, expires_at = EXCLUDED.expires_at
WHERE held.owner IS NULL OR held.owner = EXCLUDED.owner OR held.expires_at <= clock_timestamp()
RETURNING fencing, cursor
