SELECT message_id, topic FROM outbox
