SELECT DISTINCT topic, key FROM outbox_dead_letters
