import { hkdfSync } from 'node:crypto';
import { keyLength, seal, unseal } from './box';

/** Texts that have personal fields of several subjects are sealed with all their keys: without one they don't open. */
function jointKey(keys: ReadonlyMap<string, Buffer>, subjects: readonly string[]): Buffer | undefined {
  const needed = subjects.toSorted().map((subject) => keys.get(subject));
  if (needed.some((key) => key === undefined)) return undefined;
  return Buffer.from(hkdfSync('sha256', Buffer.concat(needed as Buffer[]), '', 'snapshot', keyLength));
}

/** Seals a text for its subjects, each of whom has a key; one that has nobody's fields stays as it is. */
export function sealText(
  text: string,
  subjects: readonly string[],
  keys: ReadonlyMap<string, Buffer>,
  boundTo: readonly unknown[],
): string {
  if (subjects.length === 0) return text;
  const key = jointKey(keys, subjects);
  if (!key) throw new TypeError('a text cannot be sealed for a subject without a key');
  return seal(key, Buffer.from(text), boundTo).toString('base64url');
}

/**
 * Undefined when one of the subjects is forgotten.
 * @throws Error when it is not what was sealed
 */
export function unsealText(
  sealed: string,
  subjects: readonly string[],
  keys: ReadonlyMap<string, Buffer>,
  boundTo: readonly unknown[],
): string | undefined {
  if (subjects.length === 0) return sealed;
  const key = jointKey(keys, subjects);
  return key && unseal(key, Buffer.from(sealed, 'base64url'), boundTo).toString();
}
