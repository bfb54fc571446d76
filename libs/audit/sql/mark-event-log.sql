SELECT count(*) || ' to ' || coalesce(max(global_position), 0) AS mark FROM events
