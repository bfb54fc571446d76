-- The same, with jobs to be dropped looked up by their key alone. By their place in the table, as before, a plan that was
-- made while the table was empty read every job there was.
CREATE OR REPLACE FUNCTION set_deadlines(changes json) RETURNS void
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
