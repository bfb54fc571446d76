-- A relay that stands by says how many outboxes its instance publishes, so that a busier one can hand this one over.
ALTER TABLE outbox_relays
  ADD COLUMN standby text,
  ADD COLUMN standby_load integer,
  ADD COLUMN standby_seen_at timestamptz;
