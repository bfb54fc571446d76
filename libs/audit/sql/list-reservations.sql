SELECT order_id, state, revision, lines FROM reservations
