INSERT INTO schema_migrations (module, name, checksum) VALUES ($1, $2, $3)
