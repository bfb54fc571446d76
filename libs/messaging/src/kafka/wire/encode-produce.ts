import { ByteWriter } from './byte-writer';
import { crc32c } from './crc32c';
import type { ProduceArguments, WireMessage } from './kafkajs-wire';

const magic = 2;

type PartitionData = ProduceArguments['topicData'][number]['partitions'][number];

/** Whether {@link encodeProduce} knows all that is asked for: no compression, no transaction, no timestamps of one's own. */
export function isPlainProduce({ compression, transactionalId, topicData }: ProduceArguments): boolean {
  if (compression || transactionalId) return false;
  return topicData.every(({ partitions }) =>
    partitions.every(({ messages }) => messages.every(({ timestamp }) => timestamp === undefined)),
  );
}

/**
 * The body of a Produce request of versions 3 to 7 (https://kafka.apache.org/protocol#The_Messages_Produce), its records
 * in batches of format 2, byte for byte what kafkajs makes of it.
 */
export function encodeProduce(request: ProduceArguments, now: number): Buffer {
  const writer = new ByteWriter(expectedLength(request));
  writer.string(null);
  writer.int16(request.acks);
  writer.int32(request.timeout);
  writer.int32(request.topicData.length);
  for (const { topic, partitions } of request.topicData) {
    writer.string(topic);
    writer.int32(partitions.length);
    for (const data of partitions) {
      writer.int32(data.partition);
      const size = writer.hole();
      const start = writer.length;
      writeBatch(writer, request, data, now);
      writer.fill(size, writer.length - start);
    }
  }
  return writer.view();
}

/** A record batch (https://kafka.apache.org/documentation/#recordbatch). */
function writeBatch(
  writer: ByteWriter,
  { producerId = -1, producerEpoch = 0 }: ProduceArguments,
  { messages, firstSequence = 0 }: PartitionData,
  now: number,
): void {
  writer.int64(0); // the broker gives the offset
  const length = writer.hole();
  const afterLength = writer.length;
  writer.int32(0); // epoch of the leader
  writer.int8(magic);
  const checksum = writer.hole();
  const checked = writer.length;
  writer.int16(0); // not compressed, the producer's time, no transaction
  writer.int32(messages.length - 1);
  writer.int64(now);
  writer.int64(now);
  writer.int64(producerId);
  writer.int16(producerEpoch);
  writer.int32(firstSequence);
  writer.int32(messages.length);
  messages.forEach((message, place) => writer.measured(() => writeRecord(writer, message, place)));
  writer.fill(length, writer.length - afterLength);
  writer.fill(checksum, crc32c(writer.view(checked)));
}

function writeRecord(writer: ByteWriter, { key, value, headers = {} }: WireMessage, place: number): void {
  writer.int8(0); // no attributes
  writer.varint(0); // the batch's own time
  writer.varint(place);
  writer.varBytes(key);
  writer.varBytes(value);
  const names = Object.keys(headers);
  let count = names.length;
  for (const name of names) {
    const each = headers[name];
    if (Array.isArray(each)) count += each.length - 1;
  }
  writer.varint(count);
  for (const name of names) writeHeader(writer, name, headers[name]);
}

type HeaderValues = NonNullable<WireMessage['headers']>[string];

function writeHeader(writer: ByteWriter, name: string, value: HeaderValues): void {
  if (!Array.isArray(value)) {
    writer.varBytes(name);
    writer.varBytes(value);
  } else for (const each of value) writeHeader(writer, name, each);
}

/** A guess; too small only costs a copy. */
function expectedLength({ topicData }: ProduceArguments): number {
  let length = 256;
  for (const { partitions } of topicData)
    for (const { messages } of partitions)
      for (const { value } of messages) length += (value?.length ?? 0) + 512;
  return length;
}
