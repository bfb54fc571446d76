-- pg-boss holds each job to its queue by foreign keys that are checked row by row as a transaction commits, and every one
-- of them locks the one row of the queue. Jobs of this queue are written by set_deadlines alone, which names no other
-- queue and no dead letters: the checks would cost more than the jobs do.
DO $$
DECLARE
  jobs text;
BEGIN
  SELECT partition_name INTO STRICT jobs FROM pgboss.queue WHERE name = 'order-deadlines';
  EXECUTE format('ALTER TABLE pgboss.%I DROP CONSTRAINT q_fkey, DROP CONSTRAINT dlq_fkey', jobs);
END $$;
