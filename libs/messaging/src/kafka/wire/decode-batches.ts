import { ByteReader } from './byte-reader';
import { DecodedRecord, type BatchBase } from './decoded-record';
import type { BatchContext } from './kafkajs-wire';

const magic = 2;
/** Bytes of a batch between its length and its first record; less than that is no batch, as kafkajs has it too. */
const overhead = 49;
const magicAt = 16;

const compression = 0x7;
const logAppendTime = 0x8;
const transactional = 0x10;
const control = 0x20;

/** Something that is left to kafkajs: compressed records, formats before Kafka 0.11, offsets beyond 53 bits. */
export class LeftToKafkajs extends Error {
  readonly code = 'left-to-kafkajs';
}

/**
 * The records of a partition's batches, in order (https://kafka.apache.org/documentation/#recordbatch). The last batch may
 * be cut off, as fetches are; it is left out.
 * @throws LeftToKafkajs
 */
export function decodeBatches(bytes: Buffer): DecodedRecord[] {
  const reader = new ByteReader(bytes);
  const records: DecodedRecord[] = [];
  while (reader.has(overhead)) {
    if (bytes[reader.at + magicAt] !== magic) throw new LeftToKafkajs('an old format');
    const firstOffset = reader.int64();
    const length = reader.int32();
    if (!reader.has(length)) break;
    const end = reader.at + length;
    readBatch(reader, firstOffset, records, end);
    reader.at = end;
  }
  return records;
}

function readBatch(reader: ByteReader, firstOffset: string, records: DecodedRecord[], end: number): void {
  const partitionLeaderEpoch = reader.int32();
  const magicByte = reader.int8();
  reader.at += 4; // the checksum; kafkajs does not look at it, nor does it matter behind TCP's
  const attributes = reader.int16();
  if ((attributes & compression) !== 0) throw new LeftToKafkajs('compressed');
  const context: BatchContext = {
    firstOffset,
    partitionLeaderEpoch,
    inTransaction: (attributes & transactional) > 0,
    isControlBatch: (attributes & control) > 0,
    timestampType: (attributes & logAppendTime) > 0 ? 1 : 0,
    lastOffsetDelta: reader.int32(),
    firstTimestamp: reader.int64(),
    maxTimestamp: reader.int64(),
    producerId: reader.int64(),
    producerEpoch: reader.int16(),
    firstSequence: reader.int32(),
    magicByte,
  };
  const base = { offset: exactly(firstOffset), timestamp: exactly(context.firstTimestamp) };
  const count = reader.int32();
  for (let n = 0; n < count; n += 1) records.push(readRecord(reader, context, base, end));
}

function exactly(text: string): number {
  const number = Number(text);
  if (!Number.isSafeInteger(number)) throw new LeftToKafkajs('beyond 53 bits');
  return number;
}

function readRecord(
  reader: ByteReader,
  context: BatchContext,
  base: BatchBase,
  endOfBatch: number,
): DecodedRecord {
  const length = reader.varint();
  const end = reader.at + length;
  if (end > endOfBatch) throw new LeftToKafkajs('a record that goes on behind its batch');
  const record = new DecodedRecord(context, base, reader);
  reader.at = end;
  return record;
}
