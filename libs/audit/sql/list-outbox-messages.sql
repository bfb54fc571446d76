SELECT message_id, topic, key, headers ->> 'ce_type' AS type FROM outbox
