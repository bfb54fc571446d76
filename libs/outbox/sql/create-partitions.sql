SELECT outbox_create_partitions($1)
