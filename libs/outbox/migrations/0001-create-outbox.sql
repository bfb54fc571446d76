-- The outbox: messages to be published, written by the transaction that made the change they report. Rows are never
-- updated or deleted one by one; days that every reader is past are dropped as a whole.

CREATE SEQUENCE outbox_id_seq AS bigint;

CREATE TABLE outbox (
  id bigint NOT NULL DEFAULT nextval('outbox_id_seq'),
  -- Who wrote it: the relay reads by what was committed between two snapshots, not by the sequence.
  transaction_id xid8 NOT NULL DEFAULT pg_current_xact_id(),
  message_id text NOT NULL,
  topic text NOT NULL,
  key text NOT NULL,
  headers json NOT NULL,
  payload json NOT NULL,
  created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (id, created_at)
) PARTITION BY RANGE (created_at);

CREATE INDEX outbox_by_transaction ON outbox (transaction_id, id);

-- Takes what no other partition takes, so that an insert never fails for want of one.
CREATE TABLE outbox_default PARTITION OF outbox DEFAULT;
