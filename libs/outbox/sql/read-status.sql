-- The backlog is what the cursor has not read: not visible in its previous snapshot, and not among the rows of the
-- step under way that are behind it.
WITH relay AS (
  SELECT CASE WHEN expires_at > clock_timestamp() THEN owner END AS owner,
         coalesce(cursor ->> 'previous', '1:1:')::pg_snapshot AS previous,
         (cursor ->> 'current')::pg_snapshot AS current,
         coalesce(cursor ->> 'lastId', '0')::bigint AS last_id
  FROM outbox_relays
  WHERE relay = $1
), unread AS (
  SELECT count(*) AS backlog,
         extract(epoch FROM clock_timestamp() - min(line.created_at))::double precision * 1000 AS oldest_age_ms
  FROM relay JOIN outbox line
    ON line.transaction_id >= pg_snapshot_xmin(relay.previous)
   AND NOT pg_visible_in_snapshot(line.transaction_id, relay.previous)
   AND NOT (line.id <= relay.last_id AND coalesce(pg_visible_in_snapshot(line.transaction_id, relay.current), false))
)
SELECT unread.backlog::integer AS backlog, unread.oldest_age_ms, relay.owner,
       (SELECT count(*) FROM outbox_dead_letters)::integer AS dead_letters
FROM relay, unread
