-- Rows whose transaction this cluster has not had yet came from another one, with a dump: they are its own from now on.
UPDATE {table} SET transaction_id = pg_current_xact_id()
WHERE transaction_id >= pg_snapshot_xmax(pg_current_snapshot())
