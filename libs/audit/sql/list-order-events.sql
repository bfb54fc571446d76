SELECT stream_id AS order_id, version::integer, type, data, recorded_at
FROM events WHERE stream_type = 'order' ORDER BY stream_id, version
