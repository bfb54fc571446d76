-- Claims messages for a consumer and returns those that it had not taken in yet.
--
-- Of two transactions that claim the same message the second waits for the first, and gets it only if the first rolls
-- back. The table lock lets claims pass each other and keeps the generation from changing under any of them; being a
-- statement of its own, it comes before the snapshot that reads the generation and the closed partitions. The ids are
-- inserted in order, so that two overlapping batches cannot deadlock.
CREATE FUNCTION inbox_claim(claiming_consumer text, message_ids text[]) RETURNS SETOF text
LANGUAGE plpgsql AS $$
DECLARE
  current_generation integer;
BEGIN
  IF current_setting('transaction_isolation') <> 'read committed' THEN
    RAISE EXCEPTION 'inbox_claim needs READ COMMITTED: an older snapshot would miss what others have claimed'
      USING ERRCODE = 'feature_not_supported';
  END IF;
  LOCK TABLE inbox_generations IN ROW SHARE MODE;
  SELECT generation INTO STRICT current_generation FROM inbox_generations WHERE closed_at IS NULL;
  RETURN QUERY
    INSERT INTO inbox (consumer, message_id, generation)
    SELECT claiming_consumer, claimed.message_id, current_generation
    FROM (SELECT DISTINCT unnest(message_ids) AS message_id) claimed
    WHERE NOT EXISTS (
      SELECT FROM inbox seen
      WHERE seen.consumer = claiming_consumer
        AND seen.message_id = claimed.message_id
        AND seen.generation < current_generation
    )
    ORDER BY claimed.message_id
    ON CONFLICT DO NOTHING
    RETURNING inbox.message_id;
END $$;
