/** Reads the primitives of Kafka's protocol, big-endian, from a buffer. What it returns as bytes is no copy. */
export class ByteReader {
  constructor(
    readonly bytes: Buffer,
    public at = 0,
  ) {}

  has(length: number): boolean {
    return this.at + length <= this.bytes.length;
  }

  int8(): number {
    return this.bytes.readInt8(this.at++);
  }

  int16(): number {
    this.at += 2;
    return this.bytes.readInt16BE(this.at - 2);
  }

  int32(): number {
    this.at += 4;
    return this.bytes.readInt32BE(this.at - 4);
  }

  /** In decimal, as kafkajs gives it. */
  int64(): string {
    this.at += 8;
    return this.bytes.readBigInt64BE(this.at - 8).toString();
  }

  /** Its length in 16 bits, then the text; null for length -1. */
  string(): string | null {
    const length = this.int16();
    return length === -1 ? null : this.skip(length).toString('utf8');
  }

  /** A list of what `read` reads, behind its length in 32 bits; empty for length -1. */
  list<T>(read: () => T): T[] {
    const length = this.int32();
    const items: T[] = [];
    for (let n = 0; n < length; n += 1) items.push(read());
    return items;
  }

  /** A zigzag varint, exact for what fits into 53 bits. */
  varint(): number {
    const first = this.bytes[this.at++] ?? 0;
    if (first < 0x80) return (first >>> 1) ^ -(first & 1);
    let result = first & 0x7f;
    let factor = 128;
    for (;;) {
      const byte = this.bytes[this.at++] ?? 0;
      result += (byte & 0x7f) * factor;
      if (byte < 0x80) return result % 2 === 0 ? result / 2 : -(result + 1) / 2;
      factor *= 128;
    }
  }

  /** As many bytes as the varint before them says; null for -1. */
  varBytes(): Buffer | null {
    const length = this.varint();
    return length < 0 ? null : this.skip(length);
  }

  /** The next bytes. */
  skip(length: number): Buffer {
    const from = this.at;
    this.at += length;
    return this.bytes.subarray(from, this.at);
  }
}
