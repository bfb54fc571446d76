import type { HeaderValue, ReceivedRecord } from '../port';
import { isBytes } from '../record-fault';

/** What a broker adapter knows of a record it fetched. */
export interface RawRecord {
  readonly offset: string;
  readonly key: Buffer | string | null;
  /** As decoded; a header may have no value, or several of which some are none. */
  readonly headers?: Readonly<Record<string, unknown>>;
  /** The headers as text, where that can be had without decoding them first. */
  readonly headerTexts?: () => Record<string, string>;
  readonly value: Buffer | null;
  /** A time, or the milliseconds of one in decimal. */
  readonly timestamp: Date | string;
}

/**
 * A received record with the bytes it came with, so that a dead letter is a true copy. Headers without a value are left
 * out. What is costly to read is read when it is asked for: thousands of records may wait for their turn.
 */
export class FetchedRecord implements ReceivedRecord {
  readonly topic: string;
  readonly partition: number;
  readonly offset: string;
  readonly key: string | null;
  readonly value: Buffer | null;
  private texts: Record<string, string> | undefined;

  constructor(
    at: { readonly topic: string; readonly partition: number },
    private readonly raw: RawRecord,
  ) {
    this.topic = at.topic;
    this.partition = at.partition;
    this.offset = raw.offset;
    this.key = raw.key === null ? null : String(raw.key);
    this.value = raw.value;
  }

  get timestamp(): Date {
    return new Date(Number(this.raw.timestamp));
  }

  get headers(): Readonly<Record<string, string>> {
    return (this.texts ??= this.raw.headerTexts?.() ?? textsOf(this.rawHeaders));
  }

  get rawKey(): Buffer | string | null {
    return this.raw.key;
  }

  get rawHeaders(): Readonly<Record<string, HeaderValue>> {
    const headers: Record<string, HeaderValue> = {};
    for (const [name, given] of Object.entries(this.raw.headers ?? {})) {
      const value = valueOf(given);
      if (value !== undefined) headers[name] = value;
    }
    return headers;
  }
}

function textsOf(headers: Readonly<Record<string, HeaderValue>>): Record<string, string> {
  const texts: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers))
    texts[name] = String(Array.isArray(value) ? value.at(-1) : value);
  return texts;
}

/** Kafka's headers may be null, but nothing can publish them so: a dead letter with one would be refused for ever. */
function valueOf(value: unknown): HeaderValue | undefined {
  if (!Array.isArray(value)) return isBytes(value) ? value : undefined;
  const values = value.filter(isBytes);
  return values.length > 0 ? values : undefined;
}
