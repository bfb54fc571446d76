WITH free AS MATERIALIZED (
  SELECT stream_id FROM streams WHERE stream_id = ANY ($1) FOR UPDATE SKIP LOCKED
)
SELECT stream_id FROM streams WHERE stream_id = ANY ($1) AND stream_id NOT IN (SELECT stream_id FROM free)
