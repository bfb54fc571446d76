CREATE TABLE IF NOT EXISTS schema_migrations (
  module     text        NOT NULL,
  name       text        NOT NULL,
  checksum   text        NOT NULL,
  applied_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (module, name)
)
