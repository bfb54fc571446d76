-- Drops and keeps deadlines of orders, jobs of pg-boss, for everything that is appended together:
-- [{"drops": uuid, "keeps": uuid, "at": time, "data": {...}}, ...], each with one of the ids at least.
-- A deadline that is being worked on is locked, and left to who works on it: waiting here, with the locks of streams in
-- hand, could be waiting for somebody who waits for these. A job is kept for ever (it runs late rather than never) and
-- tried again without end, ten seconds after a failure. Jobs to be dropped are looked up by their key: by their place in
-- the table a plan that was made while it was empty reads every job. pg-boss' schema is there before any order is written.
CREATE FUNCTION set_deadlines(changes json) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM pgboss.job
  WHERE name = 'order-deadlines' AND id = ANY (ARRAY(
    SELECT job.id FROM pgboss.job AS job
    WHERE job.name = 'order-deadlines' AND job.id = ANY (ARRAY(
      SELECT change.drops FROM json_to_recordset(changes) AS change (drops uuid) WHERE change.drops IS NOT NULL
    ))
    FOR UPDATE SKIP LOCKED
  ));

  INSERT INTO pgboss.job (id, name, data, start_after, keep_until, retry_limit, retry_delay, policy)
  SELECT change.keeps, 'order-deadlines', change.data, change.at, 'infinity', 2147483647, 10, 'standard'
  FROM json_to_recordset(changes) AS change (keeps uuid, at timestamptz, data jsonb)
  WHERE change.keeps IS NOT NULL
  ON CONFLICT DO NOTHING;
END $$;
