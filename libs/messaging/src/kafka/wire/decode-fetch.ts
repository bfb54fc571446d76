import { ByteReader } from './byte-reader';
import { decodeBatches, LeftToKafkajs } from './decode-batches';
import type { FetchResponse, RecordShape } from './kafkajs-wire';

/**
 * The answer to a Fetch request of version 11 (https://kafka.apache.org/protocol#The_Messages_Fetch), as kafkajs decodes it.
 * @returns nothing when there is something in it that is better left to kafkajs
 */
export function decodeFetch(bytes: Buffer): FetchResponse | undefined {
  try {
    return readResponse(new ByteReader(bytes));
  } catch (error) {
    if (error instanceof LeftToKafkajs) return undefined;
    throw error;
  }
}

function readResponse(reader: ByteReader): FetchResponse {
  return {
    throttleTime: 0, // the broker has not throttled: it expects that of the client
    clientSideThrottleTime: reader.int32(),
    errorCode: reader.int16(),
    sessionId: reader.int32(),
    responses: reader.list(() => ({
      topicName: reader.string(),
      partitions: reader.list(() => readPartition(reader)),
    })),
  };
}

function readPartition(reader: ByteReader): FetchResponse['responses'][number]['partitions'][number] {
  return {
    partition: reader.int32(),
    errorCode: reader.int16(),
    highWatermark: reader.int64(),
    lastStableOffset: reader.int64(),
    lastStartOffset: reader.int64(),
    abortedTransactions: reader.list(() => ({ producerId: reader.int64(), firstOffset: reader.int64() })),
    preferredReadReplica: reader.int32(),
    messages: readMessages(reader),
  };
}

function readMessages(reader: ByteReader): RecordShape[] {
  const length = reader.int32();
  if (length <= 0) return [];
  if (!reader.has(length)) throw new LeftToKafkajs('cut off');
  return decodeBatches(reader.skip(length));
}
