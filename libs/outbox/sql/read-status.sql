SELECT unread.backlog,
       extract(epoch FROM clock_timestamp() - unread.oldest)::double precision * 1000 AS oldest_age_ms,
       CASE WHEN expires_at > clock_timestamp() THEN owner END AS owner,
       (SELECT count(*) FROM (SELECT FROM outbox_dead_letters LIMIT $2) AS letter)::integer AS dead_letters
FROM outbox_relays
CROSS JOIN LATERAL outbox_count_backlog(cursor, $2) AS unread
WHERE relay = $1
