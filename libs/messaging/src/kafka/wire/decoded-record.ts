import { ByteReader } from './byte-reader';
import { HeaderNames } from './header-names';
import type { BatchContext, RecordShape } from './kafkajs-wire';

const names = new HeaderNames();

/** What the offsets and timestamps of a batch's records count from. */
export interface BatchBase {
  readonly offset: number;
  readonly timestamp: number;
}

/**
 * A record as kafkajs' consumer takes it. Its headers stay as they came until somebody asks: ten of them a record, each a
 * buffer of its own, would cost more than all else, and only a dead letter needs them so.
 */
export class DecodedRecord implements RecordShape {
  readonly attributes: number;
  readonly timestamp: string;
  readonly offset: string;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  private readonly bytes: Buffer;
  private readonly headersAt: number;

  /** @param reader stands behind the length of the record, and then at its headers */
  constructor(
    readonly batchContext: BatchContext,
    base: BatchBase,
    reader: ByteReader,
  ) {
    this.attributes = reader.int8();
    this.timestamp = timestampOf(batchContext, base.timestamp + reader.varint());
    this.offset = String(base.offset + reader.varint());
    this.key = reader.varBytes();
    this.value = reader.varBytes();
    this.bytes = reader.bytes;
    this.headersAt = reader.at;
  }

  get magicByte(): number {
    return this.batchContext.magicByte;
  }

  get isControlRecord(): boolean {
    return this.batchContext.isControlBatch;
  }

  /** A header that occurs several times is a list. */
  get headers(): RecordShape['headers'] {
    const headers: RecordShape['headers'] = {};
    this.eachHeader((name, from, to) => {
      const value = from === undefined ? null : this.bytes.subarray(from, to);
      const before = Object.hasOwn(headers, name) ? headers[name] : undefined;
      if (before === undefined) headers[name] = value;
      else headers[name] = Array.isArray(before) ? [...before, value] : [before, value];
    });
    return headers;
  }

  /** The headers that have a value, as text; of one that occurs several times the last. */
  headerTexts(): Record<string, string> {
    const texts: Record<string, string> = {};
    this.eachHeader((name, from, to) => {
      if (from !== undefined) texts[name] = this.bytes.toString('utf8', from, to);
    });
    return texts;
  }

  /** Without a `from` a header has no value. */
  private eachHeader(take: (name: string, from: number | undefined, to: number) => void): void {
    const reader = new ByteReader(this.bytes, this.headersAt);
    const count = reader.varint();
    for (let place = 0; place < count; place += 1) {
      const length = reader.varint();
      const name = names.read(this.bytes, reader.at, reader.at + length, place);
      reader.at += length;
      const valueLength = reader.varint();
      const from = valueLength < 0 ? undefined : reader.at;
      reader.at += Math.max(valueLength, 0);
      // Assigning to it would change what the object inherits from; kafkajs loses it so.
      if (name !== '__proto__') take(name, from, reader.at);
    }
  }
}

function timestampOf({ timestampType, maxTimestamp }: BatchContext, created: number): string {
  return timestampType === 1 ? maxTimestamp : String(created);
}
