-- The same in fewer steps: what is locked is what is written, in one statement, and what stands is looked up of
-- conflicts only. An index scan takes the ids in their order, so that two batches with streams in common still wait for
-- each other in one direction; a bitmap would take them as they lie in the table. A version that is only being written is
-- none yet: who expects it is in conflict.
CREATE OR REPLACE FUNCTION append_to_streams(
  stream_ids text[], stream_types text[], expected_versions bigint[], event_counts integer[],
  event_requests integer[], event_offsets integer[], event_ids uuid[], event_types text[],
  schema_versions integer[], event_data json[], event_metadata json[], recorded_ats timestamptz[],
  message_requests integer[], message_ids text[], topics text[], keys text[], headers json[], payloads json[]
) RETURNS TABLE (appended boolean, version bigint)
LANGUAGE plpgsql SET enable_seqscan = off SET enable_bitmapscan = off AS $$
#variable_conflict use_column
DECLARE
  requests constant integer := cardinality(stream_ids);
  -- Per request: the version before; null for a conflict.
  bases bigint[] := array_fill(NULL::bigint, ARRAY[requests]);
  -- Per request: the version that stands in the stream, for the verdict of a conflict.
  standing bigint[] := array_fill(0::bigint, ARRAY[requests]);
  -- The streams that still want a version.
  remaining text[] := stream_ids;
  done integer := 0;
  line record;
BEGIN
  IF 0 = ANY (expected_versions) OR -1 = ANY (expected_versions) THEN
    FOR line IN
      INSERT INTO streams (stream_id, stream_type, version)
      SELECT id, type, events
      FROM unnest(stream_ids, stream_types, expected_versions, event_counts) AS request (id, type, expected, events)
      WHERE expected <= 0
      ORDER BY id
      ON CONFLICT (stream_id) DO NOTHING
      RETURNING array_position(stream_ids, stream_id) AS place
    LOOP
      bases[line.place] := 0;
      done := done + 1;
    END LOOP;
    IF done > 0 THEN
      remaining := ARRAY(SELECT id FROM unnest(stream_ids, bases) AS request (id, base) WHERE base IS NULL);
    END IF;
  END IF;

  IF done < requests THEN
    FOR line IN
      UPDATE streams SET version = version + event_counts[array_position(stream_ids, stream_id)]
      WHERE stream_id = ANY (remaining)
        AND expected_versions[array_position(stream_ids, stream_id)] IN (-1, version)
      RETURNING array_position(stream_ids, stream_id) AS place, version
    LOOP
      bases[line.place] := line.version - event_counts[line.place];
      done := done + 1;
    END LOOP;
  END IF;

  IF done < requests THEN
    FOR line IN
      SELECT array_position(stream_ids, stream_id) AS place, version FROM streams WHERE stream_id = ANY (remaining)
    LOOP
      standing[line.place] := line.version;
    END LOOP;
  END IF;

  INSERT INTO events
    (stream_id, version, event_id, type, schema_version, data, metadata, recorded_at)
  SELECT stream_ids[event.request], bases[event.request] + event.place, event.id, event.type,
    event.schema_version, event.data, event.metadata, event.recorded_at
  FROM unnest(event_requests, event_offsets, event_ids, event_types, schema_versions, event_data, event_metadata,
    recorded_ats) AS event (request, place, id, type, schema_version, data, metadata, recorded_at)
  WHERE bases[event.request] IS NOT NULL;

  IF cardinality(message_ids) > 0 THEN
    IF done < requests THEN
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

  FOR place IN 1 .. requests LOOP
    appended := bases[place] IS NOT NULL;
    version := coalesce(bases[place] + event_counts[place], standing[place]);
    RETURN NEXT;
  END LOOP;
END $$;
