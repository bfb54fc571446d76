-- Who publishes this outbox, until when, and how far it is. One row a relay; the fencing number grows with every
-- owner, and the cursor moves only under the current one.
CREATE TABLE outbox_relays (
  relay text PRIMARY KEY,
  owner text,
  expires_at timestamptz NOT NULL DEFAULT '-infinity',
  fencing bigint NOT NULL DEFAULT 0,
  -- {previous, current, lastId}: a snapshot cursor; null before the first page.
  cursor jsonb,
  moved_at timestamptz
) WITH (fillfactor = 50);

INSERT INTO outbox_relays (relay) VALUES ('kafka');
