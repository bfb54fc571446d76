SELECT FROM outbox_relays WHERE relay = $1
