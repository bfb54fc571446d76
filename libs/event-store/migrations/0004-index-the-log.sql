-- For readers of the whole log (libs/snapshot-cursor). Both grow at their right end only. Building them keeps writers
-- out meanwhile: on a long log some seconds for each ten million events.
CREATE INDEX events_by_transaction ON events (transaction_id, global_position);
CREATE UNIQUE INDEX events_by_position ON events (global_position);
