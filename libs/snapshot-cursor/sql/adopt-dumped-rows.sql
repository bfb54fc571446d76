-- In a database that was restored from a dump: rows whose transaction this cluster has not had yet, and those whose
-- transaction has the number of one that is under way here and has nothing to do with them. A row that was written here
-- has the number of its transaction for its xmin, too, whose upper half Postgres leaves out.
UPDATE {table} SET transaction_id = pg_current_xact_id()
WHERE transaction_id >= pg_snapshot_xmin(pg_current_snapshot())
  AND (transaction_id >= pg_snapshot_xmax(pg_current_snapshot())
    OR transaction_id::text::numeric % 4294967296 <> xmin::text::numeric)
