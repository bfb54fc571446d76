-- Rows that Kafka refused, and the later rows of their keys, parked behind them in the order of their ids.
CREATE TABLE outbox_dead_letters (
  outbox_id bigint PRIMARY KEY,
  message_id text NOT NULL,
  topic text NOT NULL,
  key text NOT NULL,
  headers json NOT NULL,
  payload json NOT NULL,
  created_at timestamptz NOT NULL,
  -- Why Kafka refused it; null when it only waits behind an earlier row of its key.
  reason text,
  parked_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  -- What an operator has decided; the active relay carries it out.
  resolution text CHECK (resolution IN ('replay', 'discard'))
);

CREATE INDEX outbox_dead_letters_by_key ON outbox_dead_letters (topic, key, outbox_id);

CREATE INDEX outbox_dead_letters_resolved ON outbox_dead_letters (topic, key) WHERE resolution IS NOT NULL;
