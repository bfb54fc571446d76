SELECT outbox_drop_partitions($1::double precision * interval '1 ms')
