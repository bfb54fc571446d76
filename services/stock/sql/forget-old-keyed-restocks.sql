DELETE FROM keyed_restocks WHERE restocked_at < $1
