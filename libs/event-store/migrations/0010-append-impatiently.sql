-- The same for requests of many callers: it rather fails, with 55P03, than keeps them all waiting for a stream that
-- another transaction holds for longer than an append takes.
CREATE FUNCTION append_group(
  stream_ids text[], stream_types text[], expected_versions bigint[], event_counts integer[],
  event_requests integer[], event_offsets integer[], event_ids uuid[], event_types text[],
  schema_versions integer[], event_data json[], event_metadata json[], recorded_ats timestamptz[],
  message_requests integer[], message_ids text[], topics text[], keys text[], headers json[], payloads json[],
  alongside_function text, alongside_requests integer[], alongside_values json[]
) RETURNS TABLE (appended boolean, version bigint)
LANGUAGE plpgsql SET lock_timeout = '200ms' AS $$
BEGIN
  IF cardinality(alongside_requests) > 0 THEN
    RETURN QUERY SELECT * FROM append_alongside(stream_ids, stream_types, expected_versions, event_counts,
      event_requests, event_offsets, event_ids, event_types, schema_versions, event_data, event_metadata,
      recorded_ats, message_requests, message_ids, topics, keys, headers, payloads, alongside_function,
      alongside_requests, alongside_values);
  ELSE
    RETURN QUERY SELECT * FROM append_to_streams(stream_ids, stream_types, expected_versions, event_counts,
      event_requests, event_offsets, event_ids, event_types, schema_versions, event_data, event_metadata,
      recorded_ats, message_requests, message_ids, topics, keys, headers, payloads);
  END IF;
END $$;
