-- Which cluster this is, and whether the log has rows whose transaction it has not had yet: they came with a dump.
SELECT system_identifier::text AS cluster, pg_current_snapshot()::text AS now, EXISTS (
  SELECT FROM {table} WHERE transaction_id >= pg_snapshot_xmax(pg_current_snapshot())
) AS has_foreign_rows
FROM pg_control_system()
