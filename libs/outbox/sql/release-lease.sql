WITH released AS (
  UPDATE outbox_relays
  SET owner = NULL, expires_at = '-infinity'
  WHERE relay = $1 AND owner = $2 AND fencing = $3
  RETURNING relay
)
SELECT pg_notify($4, relay) FROM released
