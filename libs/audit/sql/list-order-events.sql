SELECT event.stream_id AS order_id, event.version::integer, event.type, event.data
FROM events event JOIN streams stream USING (stream_id)
WHERE stream.stream_type = 'order'
ORDER BY event.stream_id, event.version
