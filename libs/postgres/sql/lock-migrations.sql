-- Waits until no other instance migrates this database. Session lock: a lost connection lets go of it.
SELECT pg_advisory_lock(hashtextextended('ordersaga.schema_migrations', 0))
