import type { OutgoingRecord } from './port';

/** A record that cannot be encoded, its place among others, and what is wrong with it. */
export interface FaultyRecord {
  readonly record: OutgoingRecord;
  readonly index: number;
  readonly fault: string;
}

/** The first record that no broker could be given: kafkajs would fail on it and those sent along. */
export function findFaulty(records: readonly OutgoingRecord[]): FaultyRecord | undefined {
  for (const [index, record] of records.entries()) {
    const fault = faultOf(record);
    if (fault !== undefined) return { record, index, fault };
  }
  return undefined;
}

/** What keeps a record from being encoded, in words, or nothing. */
export function faultOf({ topic, key, value, headers }: OutgoingRecord): string | undefined {
  if (typeof topic !== 'string' || topic === '') return 'no topic';
  if (!isBytes(value) && value !== null) return 'its value is neither text, bytes nor null';
  if (!isBytes(key) && key !== null) return 'its key is neither text, bytes nor null';
  // Asked of every header there is, so without lists of them.
  for (const name in headers)
    if (!isHeaderValue(headers[name])) return `its header ${name} is neither text nor bytes`;
  return undefined;
}

function isHeaderValue(value: unknown): boolean {
  return Array.isArray(value) ? value.every(isBytes) : isBytes(value);
}

/** Whether something can stand in a record as it is. */
export function isBytes(value: unknown): value is string | Buffer {
  return typeof value === 'string' || Buffer.isBuffer(value);
}
