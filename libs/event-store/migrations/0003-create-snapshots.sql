-- States that were folded from a stream, so that a load need not begin at its first event. Never needed: rows may be
-- deleted at any time, and one that does not fit is ignored.
CREATE TABLE snapshots (
  stream_id text NOT NULL,
  -- Which state it is and which version of its shape: another release's snapshots stand beside ours.
  fold text NOT NULL,
  fold_version integer NOT NULL,
  version bigint NOT NULL,
  -- The event at that version: a snapshot of another history (a restored log, a transaction that was rolled back) has
  -- another one.
  event_id uuid NOT NULL,
  state text NOT NULL,
  -- Of the state and its place: one that was cut off or edited is not the state of any stream.
  checksum text NOT NULL,
  PRIMARY KEY (stream_id, fold, fold_version)
) WITH (fillfactor = 80);
