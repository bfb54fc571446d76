-- How far each subscription is, and who works on it until when. The fencing number grows with every owner, and the
-- cursor moves only under the current one. Deleting a row makes its subscription begin anew.
CREATE TABLE event_subscriptions (
  name text PRIMARY KEY,
  owner text,
  expires_at timestamptz NOT NULL DEFAULT '-infinity',
  fencing bigint NOT NULL DEFAULT 0,
  -- A snapshot cursor; null until there was a first owner.
  cursor jsonb,
  moved_at timestamptz
) WITH (fillfactor = 50);
