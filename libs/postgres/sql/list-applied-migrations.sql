SELECT name, checksum FROM schema_migrations WHERE module = $1 ORDER BY name
