import type { HeaderValue, ReceivedRecord } from '../port';
import { isBytes } from '../record-fault';

/** A received record with the bytes it came with, so that a dead letter is a true copy. */
export interface FetchedRecord extends ReceivedRecord {
  readonly rawKey: Buffer | string | null;
  readonly rawHeaders: Readonly<Record<string, HeaderValue>>;
}

/** What a broker adapter knows of a record it fetched. */
export interface RawRecord {
  readonly topic: string;
  readonly partition: number;
  readonly offset: string;
  readonly key: Buffer | string | null;
  /** As decoded; a header may have no value, or several of which some are none. */
  readonly headers: Readonly<Record<string, unknown>>;
  readonly value: Buffer | null;
  readonly timestamp: Date;
}

/** Gives a raw record its readable form. Headers without a value are left out. */
export function toFetchedRecord(raw: RawRecord): FetchedRecord {
  const rawHeaders: Record<string, HeaderValue> = {};
  const headers: Record<string, string> = {};
  // Once per header of every message there is, so without arrays in between.
  for (const name of Object.keys(raw.headers)) {
    const value = valueOf(raw.headers[name]);
    if (value === undefined) continue;
    rawHeaders[name] = value;
    headers[name] = String(Array.isArray(value) ? value.at(-1) : value);
  }
  const key = raw.key === null ? null : String(raw.key);
  return { ...raw, key, headers, rawKey: raw.key, rawHeaders };
}

/** Kafka's headers may be null, but nothing can publish them so: a dead letter with one would be refused for ever. */
function valueOf(value: unknown): HeaderValue | undefined {
  if (!Array.isArray(value)) return isBytes(value) ? value : undefined;
  const values = value.filter(isBytes);
  return values.length > 0 ? values : undefined;
}
