SELECT system_identifier::text AS cluster, pg_current_snapshot()::text AS now FROM pg_control_system()
