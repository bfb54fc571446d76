import type { ReceivedRecord } from '../../src';

/** A message of the suite: its key, and its number in that key's order. */
export interface Note {
  readonly key: string;
  readonly n: number;
}

/** The record of a note, but for its topic. */
export function noteRecord({ key, n }: Note) {
  return { key, headers: { custom: `header of ${key}` }, value: JSON.stringify({ n }) };
}

/** Reads a note; throws when it is none. */
export function readNote({ key, value }: ReceivedRecord): Note {
  const { n } = JSON.parse(value!.toString()) as { n: number };
  return { key: key!, n };
}

/** So many notes for each of so many keys, the keys taking turns. */
export function manyNotes(keys: number, each: number): Note[] {
  return Array.from({ length: keys * each }, (_, i) => ({
    key: `key-${i % keys}`,
    n: Math.floor(i / keys) + 1,
  }));
}

export function keysOf(notes: readonly Note[]): string[] {
  return [...new Set(notes.map(({ key }) => key))];
}

/** The numbers of one key's notes, in the order given. */
export function numbersOf(notes: readonly Note[], of: string): number[] {
  return notes.filter(({ key }) => key === of).map(({ n }) => n);
}
