-- An event's domain message has the event's own id. Days of the outbox that were dropped are not asked about.
SELECT event.stream_id AS order_id, event.version::integer
FROM events event
WHERE event.recorded_at >= (SELECT date_trunc('day', min(created_at), 'UTC') FROM outbox)
  AND NOT EXISTS (SELECT FROM outbox WHERE message_id = event.event_id::text)
