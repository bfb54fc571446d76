-- append_to_streams, and then, in the same transaction, one call of a function of the application's with a json array of
-- what the appended requests brought for it, in their order. Nothing of a conflict is handed over, and when nothing is
-- left to hand over there is no call. An error of that function undoes the appends.
CREATE FUNCTION append_alongside(
  stream_ids text[], stream_types text[], expected_versions bigint[], event_counts integer[],
  event_requests integer[], event_offsets integer[], event_ids uuid[], event_types text[],
  schema_versions integer[], event_data json[], event_metadata json[], recorded_ats timestamptz[],
  message_requests integer[], message_ids text[], topics text[], keys text[], headers json[], payloads json[],
  alongside_function text, alongside_requests integer[], alongside_values json[]
) RETURNS TABLE (appended boolean, version bigint)
LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
  verdicts boolean[];
  versions bigint[];
  handed_over json;
BEGIN
  SELECT array_agg(verdict.appended ORDER BY place), array_agg(verdict.version ORDER BY place)
  INTO verdicts, versions
  FROM append_to_streams(stream_ids, stream_types, expected_versions, event_counts, event_requests, event_offsets,
    event_ids, event_types, schema_versions, event_data, event_metadata, recorded_ats, message_requests, message_ids,
    topics, keys, headers, payloads) WITH ORDINALITY AS verdict (appended, version, place);

  SELECT json_agg(value ORDER BY request) INTO handed_over
  FROM unnest(alongside_requests, alongside_values) AS brought (request, value)
  WHERE verdicts[request];
  IF handed_over IS NOT NULL THEN
    EXECUTE format('SELECT %I($1)', alongside_function) USING handed_over;
  END IF;

  RETURN QUERY SELECT * FROM unnest(verdicts, versions);
END $$;
