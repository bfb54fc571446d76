-- Opens a new generation when the current one is older than `rotate_after`, and drops the generations that were closed
-- longer ago than `keep`. Returns what it did.
--
-- The lock waits for the claims under way, and new claims wait behind it; so it gives up soon (SQLSTATE 55P03) and is
-- simply tried again later. Called by several instances at once, it does its work once.
CREATE FUNCTION inbox_maintain(rotate_after interval, keep interval, OUT opened integer, OUT dropped integer)
LANGUAGE plpgsql SET lock_timeout = '300ms' AS $$
DECLARE
  expired integer;
BEGIN
  opened := 0;
  dropped := 0;
  IF NOT EXISTS (
    SELECT FROM inbox_generations
    WHERE (closed_at IS NULL AND opened_at <= clock_timestamp() - rotate_after)
       OR closed_at < clock_timestamp() - keep
  ) THEN
    RETURN;
  END IF;
  LOCK TABLE inbox_generations IN EXCLUSIVE MODE;
  UPDATE inbox_generations SET closed_at = clock_timestamp()
  WHERE closed_at IS NULL AND opened_at <= clock_timestamp() - rotate_after;
  IF FOUND THEN
    INSERT INTO inbox_generations (generation)
    SELECT max(generation) + 1 FROM inbox_generations
    RETURNING generation INTO opened;
    EXECUTE format('CREATE TABLE %I PARTITION OF inbox FOR VALUES IN (%s)', 'inbox_generation_' || opened, opened);
    opened := 1;
  END IF;
  FOR expired IN
    DELETE FROM inbox_generations WHERE closed_at < clock_timestamp() - keep RETURNING generation
  LOOP
    EXECUTE format('DROP TABLE %I', 'inbox_generation_' || expired);
    dropped := dropped + 1;
  END LOOP;
END $$;
