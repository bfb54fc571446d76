SELECT count(*)::integer AS events FROM events
