SELECT count(*)::integer AS count FROM outbox_dead_letters
