import type { HeaderValue, ReceivedRecord } from '../port';

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
  readonly headers: Readonly<Record<string, HeaderValue | undefined>>;
  readonly value: Buffer | null;
  readonly timestamp: Date;
}

/** Gives a raw record its readable form. */
export function toFetchedRecord(raw: RawRecord): FetchedRecord {
  const rawHeaders: Record<string, HeaderValue> = {};
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(raw.headers)) {
    if (value === undefined) continue;
    rawHeaders[name] = value;
    headers[name] = String(Array.isArray(value) ? value.at(-1) : value);
  }
  return { ...raw, key: raw.key === null ? null : String(raw.key), headers, rawKey: raw.key, rawHeaders };
}
