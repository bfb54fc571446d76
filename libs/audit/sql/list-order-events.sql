SELECT event.stream_id AS order_id, stream.version::integer AS stored_version, event.version::integer, event.type,
  event.schema_version, event.data, event.recorded_at
FROM events event JOIN streams stream USING (stream_id)
WHERE stream.stream_type = 'order'
ORDER BY event.stream_id, event.version
