-- The keys that personal fields of events are sealed with, one a subject. Forgetting a subject empties its key for good:
-- the row stays, so that the subject gets no other one.
CREATE TABLE subject_keys (
  subject text PRIMARY KEY,
  -- A format byte and 32 bytes, or these sealed with a master key; null when the subject is forgotten.
  key bytea,
  created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  forgotten_at timestamptz
);

-- Whose personal fields a snapshot has: it is sealed with the keys of all of them.
ALTER TABLE snapshots ADD COLUMN subjects text[] NOT NULL DEFAULT '{}';
CREATE INDEX snapshots_by_subject ON snapshots USING gin (subjects) WHERE subjects <> '{}';
