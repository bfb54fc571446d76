const seed = 0x9747b28c;
const factor = 0x5bd1e995;

/** MurmurHash 2 as Kafka's clients use it on keys (`org.apache.kafka.common.utils.Utils.murmur2`). @returns 32 bits, signed */
export function murmur2(key: Buffer): number {
  const { length } = key;
  let hash = seed ^ length;
  const whole = length & ~3;
  for (let at = 0; at < whole; at += 4) {
    let block = Math.imul(key.readInt32LE(at), factor);
    block ^= block >>> 24;
    hash = Math.imul(hash, factor) ^ Math.imul(block, factor);
  }
  if (length > whole) {
    for (let at = length - 1; at >= whole; at -= 1) hash ^= (key[at] as number) << (8 * (at - whole));
    hash = Math.imul(hash, factor);
  }
  hash ^= hash >>> 13;
  hash = Math.imul(hash, factor);
  return hash ^ (hash >>> 15);
}
