-- One row a stream: whoever appends locks it, so that a stream's versions follow its commits.
CREATE TABLE streams (
  stream_id text PRIMARY KEY,
  stream_type text NOT NULL,
  version bigint NOT NULL CHECK (version > 0)
) WITH (fillfactor = 80);

-- Append-only: rows are never updated or deleted.
CREATE TABLE events (
  stream_id text NOT NULL,
  version bigint NOT NULL,
  global_position bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
  -- Who wrote it: readers of the whole log go by what was committed between two snapshots, not by the position.
  transaction_id xid8 NOT NULL DEFAULT pg_current_xact_id(),
  event_id uuid NOT NULL,
  type text NOT NULL,
  schema_version integer NOT NULL,
  data json NOT NULL,
  metadata json NOT NULL,
  recorded_at timestamptz NOT NULL,
  PRIMARY KEY (stream_id, version)
);
