WITH resolved AS (
  UPDATE outbox_dead_letters
  SET resolution = $4
  WHERE ($1::bigint[] IS NULL OR outbox_id = ANY ($1))
    AND ($2::text IS NULL OR topic = $2)
    AND ($3::text IS NULL OR key = $3)
  RETURNING outbox_id
), told AS (
  SELECT pg_notify($5, '')
)
SELECT count(*)::integer AS resolved FROM resolved, told
