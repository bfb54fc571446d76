SELECT message_id FROM inbox
