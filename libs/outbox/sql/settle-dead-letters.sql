WITH held AS (
  UPDATE outbox_relays
  SET moved_at = clock_timestamp()
  WHERE relay = $1 AND owner = $2 AND fencing = $3
  RETURNING relay
), gone AS (
  DELETE FROM outbox_dead_letters
  WHERE outbox_id = ANY ($4::bigint[]) AND EXISTS (SELECT FROM held)
), refused_again AS (
  UPDATE outbox_dead_letters letter
  SET reason = refused.reason, resolution = NULL
  FROM unnest($5::bigint[], $6::text[]) AS refused (id, reason)
  WHERE letter.outbox_id = refused.id AND EXISTS (SELECT FROM held)
)
SELECT relay FROM held
