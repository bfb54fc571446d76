/** CRC-32C (Castagnoli), reversed: RFC 3720, appendix B.4. */
const polynomial = 0x82f63b78;

/**
 * Eight tables of 256, one behind the other: "slicing by 8" of Kounavis and Berry, "A Systematic Approach to Building
 * High Performance Software-Based CRC Generators" (2005).
 */
const tables = makeTables();

/** The checksum of Kafka's record batches. @returns it as a signed 32-bit integer */
export function crc32c(bytes: Buffer): number {
  let crc = -1;
  let at = 0;
  for (const last = bytes.length - 8; at <= last; at += 8) {
    const low = crc ^ word(bytes, at);
    const high = word(bytes, at + 4);
    crc =
      table(7, low) ^
      table(6, low >>> 8) ^
      table(5, low >>> 16) ^
      table(4, low >>> 24) ^
      table(3, high) ^
      table(2, high >>> 8) ^
      table(1, high >>> 16) ^
      table(0, high >>> 24);
  }
  for (; at < bytes.length; at += 1) crc = table(0, crc ^ (bytes[at] as number)) ^ (crc >>> 8);
  return ~crc;
}

function word(bytes: Buffer, at: number): number {
  return (
    (bytes[at] as number) |
    ((bytes[at + 1] as number) << 8) |
    ((bytes[at + 2] as number) << 16) |
    ((bytes[at + 3] as number) << 24)
  );
}

function table(slice: number, value: number): number {
  return tables[(slice << 8) | (value & 0xff)] as number;
}

function makeTables(): Int32Array {
  const made = new Int32Array(8 * 256);
  for (let n = 0; n < 256; n += 1) {
    let crc = n;
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ polynomial : crc >>> 1;
    made[n] = crc;
  }
  for (let n = 256; n < made.length; n += 1) {
    const before = made[n - 256] as number;
    made[n] = (before >>> 8) ^ (made[before & 0xff] as number);
  }
  return made;
}
