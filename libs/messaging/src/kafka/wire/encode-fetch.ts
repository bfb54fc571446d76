import { ByteWriter } from './byte-writer';
import type { FetchArguments } from './kafkajs-wire';

const noReplica = -1;
const readCommitted = 1;

/** The body of a Fetch request of version 11 (https://kafka.apache.org/protocol#The_Messages_Fetch), without forgotten topics. */
export function encodeFetch(request: FetchArguments): Buffer {
  const writer = new ByteWriter(1024);
  writer.int32(request.replicaId ?? noReplica);
  writer.int32(request.maxWaitTime);
  writer.int32(request.minBytes);
  writer.int32(request.maxBytes);
  writer.int8(request.isolationLevel ?? readCommitted);
  writer.int32(request.sessionId ?? 0);
  writer.int32(request.sessionEpoch ?? -1);
  writer.int32(request.topics.length);
  for (const { topic, partitions } of request.topics) {
    writer.string(topic);
    writer.int32(partitions.length);
    for (const { partition, fetchOffset, maxBytes } of partitions) {
      writer.int32(partition);
      writer.int32(-1); // epoch of the leader
      writer.int64(fetchOffset);
      writer.int64(-1); // start of the log, of followers only
      writer.int32(maxBytes);
    }
  }
  writer.int32(0); // forgotten topics
  writer.string(request.rackId ?? '');
  return writer.view();
}
