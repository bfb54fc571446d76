/** As long a text is written byte by byte; above it a call into native code is cheaper. */
const shortText = 40;

/** Writes the primitives of Kafka's protocol, big-endian, into one buffer that grows. */
export class ByteWriter {
  private bytes: Buffer;
  private at = 0;

  /** @param expected about so many bytes will be written */
  constructor(expected: number) {
    this.bytes = Buffer.allocUnsafe(Math.max(expected, 256));
  }

  get length(): number {
    return this.at;
  }

  /** What was written so far, or from a place on; not a copy. */
  view(from = 0): Buffer {
    return this.bytes.subarray(from, this.at);
  }

  int8(value: number): void {
    this.makeRoom(1);
    this.bytes[this.at++] = value;
  }

  int16(value: number): void {
    this.makeRoom(2);
    this.at = this.bytes.writeInt16BE(value, this.at);
  }

  int32(value: number): void {
    this.makeRoom(4);
    this.at = this.bytes.writeInt32BE(value, this.at);
  }

  int64(value: bigint | number | string): void {
    this.makeRoom(8);
    this.at = this.bytes.writeBigInt64BE(BigInt(value), this.at);
  }

  /** Its length in 16 bits, -1 for null, then the text. */
  string(text: string | null): void {
    if (text === null) return this.int16(-1);
    this.int16(Buffer.byteLength(text));
    this.utf8(text);
  }

  /** A 32-bit integer as zigzag varint. */
  varint(value: number): void {
    this.makeRoom(5);
    let rest = (value << 1) ^ (value >> 31);
    while ((rest & ~0x7f) !== 0) {
      this.bytes[this.at++] = (rest & 0x7f) | 0x80;
      rest >>>= 7;
    }
    this.bytes[this.at++] = rest;
  }

  /** Its length as varint, -1 for null, then the bytes; what is neither bytes nor null goes as text. */
  varBytes(value: Buffer | string | null | undefined): void {
    if (value === null || value === undefined) this.varint(-1);
    else if (Buffer.isBuffer(value)) {
      this.varint(value.length);
      this.raw(value);
    } else this.varText(String(value));
  }

  raw(bytes: Buffer): void {
    this.makeRoom(bytes.length);
    this.at += bytes.copy(this.bytes, this.at);
  }

  /** Leaves room for 32 bits that are known later. @returns their place, for `fill` */
  hole(): number {
    this.makeRoom(4);
    this.at += 4;
    return this.at - 4;
  }

  /** Fills a hole, with an unsigned or signed 32-bit integer. */
  fill(hole: number, value: number): void {
    this.bytes.writeInt32BE(value | 0, hole);
  }

  /** Writes what `body` writes behind its length as varint. */
  measured(body: () => void): void {
    // Two bytes are right for 64 to 8191 of them; else what follows is moved.
    const start = this.at;
    this.makeRoom(2);
    this.at += 2;
    body();
    const end = this.at;
    const length = end - start - 2;
    const width = length < 64 ? 1 : length < 8192 ? 2 : length < 1_048_576 ? 3 : 4;
    if (width !== 2) {
      this.makeRoom(3);
      this.bytes.copyWithin(start + width, start + 2, end);
    }
    this.at = start;
    this.varint(length);
    this.at = end - 2 + width;
  }

  private varText(text: string): void {
    if (text.length <= shortText && this.shortAscii(text)) return;
    this.varint(Buffer.byteLength(text));
    this.utf8(text);
  }

  /** Short ASCII, most of what headers hold. @returns false when it is something else, with nothing written */
  private shortAscii(text: string): boolean {
    this.makeRoom(shortText + 1);
    const { bytes, at } = this;
    for (let n = 0; n < text.length; n += 1) {
      const code = text.charCodeAt(n);
      if (code > 0x7f) return false;
      bytes[at + 1 + n] = code;
    }
    bytes[at] = text.length << 1;
    this.at = at + 1 + text.length;
    return true;
  }

  private utf8(text: string): void {
    this.makeRoom(text.length * 3);
    this.at += this.bytes.write(text, this.at, 'utf8');
  }

  private makeRoom(bytes: number): void {
    const needed = this.at + bytes;
    if (needed <= this.bytes.length) return;
    const larger = Buffer.allocUnsafe(Math.max(needed, this.bytes.length * 2));
    this.bytes.copy(larger, 0, 0, this.at);
    this.bytes = larger;
  }
}
