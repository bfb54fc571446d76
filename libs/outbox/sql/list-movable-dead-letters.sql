WITH heads AS (
  SELECT DISTINCT ON (topic, key) topic, key, reason IS NULL OR resolution IS NOT NULL AS may_move
  FROM outbox_dead_letters
  ORDER BY topic, key, outbox_id
)
SELECT letter.outbox_id AS id, letter.topic, letter.key, letter.headers, letter.payload::text AS payload,
       extract(epoch FROM clock_timestamp() - letter.created_at)::double precision * 1000 AS age_ms,
       letter.reason, letter.resolution
FROM outbox_dead_letters letter
JOIN heads USING (topic, key)
WHERE heads.may_move OR letter.resolution = 'discard'
ORDER BY letter.outbox_id
LIMIT $1
