-- Appends messages in the order of the arrays. Call it after the aggregate's row is locked, so that one key's ids
-- follow its commits.
CREATE FUNCTION outbox_append(message_ids text[], topics text[], keys text[], headers json[], payloads json[])
RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO outbox (message_id, topic, key, headers, payload)
  SELECT message.id, message.topic, message.key, message.headers, message.payload
  FROM unnest(message_ids, topics, keys, headers, payloads)
    WITH ORDINALITY AS message (id, topic, key, headers, payload, place)
  ORDER BY message.place;
END $$;
