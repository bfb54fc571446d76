-- What a cursor has not read, counted no further than to `most`, and when the oldest of that was written: of the step
-- under way the rows past the cursor, then what was committed since that step (or the one before it).
-- The settings keep the planner on the indexes, from which rows come in order and one by one: with statistics that say
-- too little, or a limit this high, it would rather sort all that is kept.
CREATE FUNCTION outbox_count_backlog(cursor jsonb, most integer)
RETURNS TABLE (backlog integer, oldest timestamptz)
LANGUAGE sql STABLE
SET enable_seqscan = off
SET enable_bitmapscan = off
SET enable_sort = off
AS $$
  WITH place AS (
    SELECT coalesce(cursor ->> 'previous', '1:1:')::pg_snapshot AS previous,
           (cursor ->> 'current')::pg_snapshot AS current,
           coalesce(cursor ->> 'current', cursor ->> 'previous', '1:1:')::pg_snapshot AS newest,
           coalesce(cursor ->> 'lastId', '0')::bigint AS last_id
  ), unread AS (
    SELECT line.created_at
    FROM place CROSS JOIN LATERAL (
      (
        SELECT created_at FROM outbox
        WHERE place.current IS NOT NULL
          AND id > place.last_id
          AND NOT pg_visible_in_snapshot(transaction_id, place.previous)
          AND pg_visible_in_snapshot(transaction_id, place.current)
        ORDER BY id
        LIMIT most
      )
      UNION ALL
      (
        SELECT late_line.created_at
        FROM pg_snapshot_xip(place.newest) AS late (xid)
        CROSS JOIN LATERAL (
          SELECT created_at FROM outbox
          WHERE transaction_id >= late.xid AND transaction_id <= late.xid
          ORDER BY transaction_id, id
          LIMIT most
        ) AS late_line
      )
      UNION ALL
      (
        SELECT created_at FROM outbox
        WHERE transaction_id >= pg_snapshot_xmax(place.newest)
        ORDER BY transaction_id, id
        LIMIT most
      )
    ) AS line
    LIMIT most
  )
  SELECT count(*)::integer, min(created_at) FROM unread
$$;
