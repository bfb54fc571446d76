import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

const algorithm = 'aes-256-gcm';
/** Bytes of a key. */
export const keyLength = 32;
const nonceLength = 12;
const tagLength = 16;

/**
 * Seals with AES-256-GCM under a random 96-bit nonce: nonce, ciphertext, tag. What it is bound to (additional
 * authenticated data) must be named again to open it, so a box that was moved elsewhere does not open.
 */
export function seal(key: Buffer, content: Buffer, boundTo: readonly unknown[]): Buffer {
  const nonce = randomBytes(nonceLength);
  const cipher = createCipheriv(algorithm, key, nonce, { authTagLength: tagLength });
  cipher.setAAD(Buffer.from(JSON.stringify(boundTo)));
  return Buffer.concat([nonce, cipher.update(content), cipher.final(), cipher.getAuthTag()]);
}

/** @throws Error when the box was sealed with another key, bound to something else, or changed */
export function unseal(key: Buffer, box: Buffer, boundTo: readonly unknown[]): Buffer {
  const tagAt = box.length - tagLength;
  if (tagAt < nonceLength) throw new Error('a box that is cut off');
  const decipher = createDecipheriv(algorithm, key, box.subarray(0, nonceLength), {
    authTagLength: tagLength,
  });
  decipher.setAAD(Buffer.from(JSON.stringify(boundTo)));
  decipher.setAuthTag(box.subarray(tagAt));
  return Buffer.concat([decipher.update(box.subarray(nonceLength, tagAt)), decipher.final()]);
}
