-- What is committed now, once subscription $1 has a cursor of this cluster. Before, events that came with a dump may yet
-- be adopted by a transaction that no snapshot of now can see, and would not count.
SELECT pg_current_snapshot()::text AS snapshot
FROM event_subscriptions held
WHERE held.name = $1
  AND held.cursor ->> 'cluster' = (SELECT system_identifier::text FROM pg_control_system())
