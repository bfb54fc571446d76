-- The same, with each stream looked up by its key whatever the planner believes of the table: a plan made while it was
-- young, and kept by the session, read all of it. A subquery with a lock is never turned into a join, and locks in the
-- order in which it is asked: by id.
CREATE OR REPLACE FUNCTION append_to_streams(
  stream_ids text[], stream_types text[], expected_versions bigint[], event_counts integer[],
  event_requests integer[], event_offsets integer[], event_ids uuid[], event_types text[],
  schema_versions integer[], event_data json[], event_metadata json[], recorded_ats timestamptz[],
  message_requests integer[], message_ids text[], topics text[], keys text[], headers json[], payloads json[]
) RETURNS TABLE (appended boolean, version bigint)
LANGUAGE plpgsql SET enable_seqscan = off AS $$
#variable_conflict use_column
DECLARE
  requests constant integer := cardinality(stream_ids);
  -- Per request: the version before; null for a conflict.
  bases bigint[] := array_fill(NULL::bigint, ARRAY[requests]);
  -- Per request: the version that stands in the stream, for the verdict of a conflict.
  standing bigint[] := array_fill(0::bigint, ARRAY[requests]);
  created integer := 0;
  conflicts integer := 0;
  line record;
BEGIN
  -- New streams first, then those that are there, each sorted by id: so two batches with streams in common wait for
  -- each other in one direction.
  FOR line IN
    WITH request AS (
      SELECT * FROM unnest(stream_ids, stream_types, expected_versions, event_counts)
        WITH ORDINALITY AS request (stream_id, stream_type, expected, events, place)
    ), fresh AS (
      INSERT INTO streams (stream_id, stream_type, version)
      SELECT stream_id, stream_type, events FROM request WHERE expected IN (0, -1) ORDER BY stream_id
      ON CONFLICT (stream_id) DO NOTHING
      RETURNING stream_id
    )
    SELECT request.place FROM fresh JOIN request USING (stream_id)
  LOOP
    bases[line.place] := 0;
    created := created + 1;
  END LOOP;

  IF created < requests THEN
    FOR line IN
      SELECT request.place, request.expected, stream.version
      FROM (
        SELECT * FROM unnest(stream_ids, expected_versions) WITH ORDINALITY AS request (stream_id, expected, place)
        WHERE bases[place] IS NULL
        ORDER BY stream_id
      ) AS request
      CROSS JOIN LATERAL (
        SELECT version FROM streams WHERE streams.stream_id = request.stream_id FOR UPDATE
      ) AS stream
    LOOP
      standing[line.place] := line.version;
      IF line.expected = -1 OR line.expected = line.version THEN
        bases[line.place] := line.version;
      END IF;
    END LOOP;

    UPDATE streams SET version = version + event_counts[array_position(stream_ids, stream_id)]
    WHERE stream_id = ANY (
      ARRAY(SELECT request.id FROM unnest(stream_ids) WITH ORDINALITY AS request (id, place) WHERE bases[place] > 0)
    );

    SELECT count(*) INTO conflicts FROM unnest(bases) AS base WHERE base IS NULL;
  END IF;

  INSERT INTO events
    (stream_id, version, event_id, type, schema_version, data, metadata, recorded_at)
  SELECT stream_ids[event.request], bases[event.request] + event.place, event.id, event.type,
    event.schema_version, event.data, event.metadata, event.recorded_at
  FROM unnest(event_requests, event_offsets, event_ids, event_types, schema_versions, event_data, event_metadata,
    recorded_ats) AS event (request, place, id, type, schema_version, data, metadata, recorded_at)
  WHERE bases[event.request] IS NOT NULL;

  IF cardinality(message_ids) > 0 THEN
    IF conflicts > 0 THEN
      SELECT array_agg(id ORDER BY place), array_agg(topic ORDER BY place), array_agg(key ORDER BY place),
        array_agg(header ORDER BY place), array_agg(payload ORDER BY place)
      INTO message_ids, topics, keys, headers, payloads
      FROM unnest(message_requests, message_ids, topics, keys, headers, payloads)
        WITH ORDINALITY AS message (request, id, topic, key, header, payload, place)
      WHERE bases[request] IS NOT NULL;
    END IF;
    IF cardinality(message_ids) > 0 THEN
      PERFORM outbox_append(message_ids, topics, keys, headers, payloads);
    END IF;
  END IF;

  RETURN QUERY
    SELECT bases[place] IS NOT NULL, coalesce(bases[place] + event_counts[place], standing[place])
    FROM generate_series(1, requests) AS place
    ORDER BY place;
END $$;
