import type { OutgoingRecord } from '../port';

/**
 * Kafka bounds a partition's batch, not its single records (`max.message.bytes`, 1,048,588 by default), and kafkajs
 * makes one batch per partition of whatever it is given. A topic's share of a send stays below this many bytes, so
 * that no batch gets larger whatever the partitions.
 */
const mostBytesPerTopic = 900_000;

/** Length fields, offsets and timestamps of one record, generously. */
const recordOverhead = 64;

/**
 * Splits records into sends, in order, none of which makes too large a batch out of records that are small enough. A
 * record that is too large by itself goes alone: refused, it is known at once.
 */
export function splitSends(records: readonly OutgoingRecord[]): OutgoingRecord[][] {
  const sends: OutgoingRecord[][] = [];
  const bytes = new Map<string, number>();
  let isFull = true;
  for (const record of records) {
    const size = sizeOf(record);
    const total = (bytes.get(record.topic) ?? 0) + size;
    if (isFull || total > mostBytesPerTopic) {
      sends.push([]);
      bytes.clear();
    }
    sends.at(-1)?.push(record);
    bytes.set(record.topic, (bytes.get(record.topic) ?? 0) + size);
    isFull = size > mostBytesPerTopic;
  }
  return sends;
}

function sizeOf({ key, value, headers }: OutgoingRecord): number {
  let size = recordOverhead + lengthOf(key) + lengthOf(value);
  for (const [name, each] of Object.entries(headers))
    for (const one of Array.isArray(each) ? each : [each]) size += name.length + lengthOf(one) + 8;
  return size;
}

function lengthOf(part: string | Buffer | null): number {
  return part === null ? 0 : Buffer.byteLength(part);
}
