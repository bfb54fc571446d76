import type { Letter } from './letter';

/** Which letters are meant; what is left out does not matter. */
export interface Selection {
  readonly outbox?: string;
  readonly group?: string;
  readonly topic?: string;
  readonly key?: string;
  readonly id?: string;
}

/** Something that somebody has to decide about, or whose decision is being carried out, and what waits behind it. */
export interface Stop {
  readonly letter: Letter;
  /** Of the same key, in their order. */
  readonly behind: readonly Letter[];
}

/**
 * Letters as people decide about them: what was given up by itself, with what is parked behind it. What is parked behind
 * nothing any more, for a moment or because nobody is there to go on with it, stands for itself.
 */
export function stopsAmong(letters: readonly Letter[]): Stop[] {
  const stops: { letter: Letter; behind: Letter[] }[] = [];
  const lastOfKey = new Map<string, { letter: Letter; behind: Letter[] }>();
  for (const letter of letters) {
    const before = lastOfKey.get(lineOf(letter));
    if (letter.reason === 'parked' && before) {
      before.behind.push(letter);
      continue;
    }
    const stop = { letter, behind: [] };
    stops.push(stop);
    // What could not be read stops nothing.
    if (letter.key !== null && letter.reason !== 'unreadable') lastOfKey.set(lineOf(letter), stop);
  }
  return stops;
}

/**
 * The stops that are meant. With an id also one that is parked is.
 * @param prefix what stands before the names of topics, and may be left out
 */
export function select(stops: readonly Stop[], selection: Selection, prefix: string): Stop[] {
  const { topic, key, id } = selection;
  const isMeant = (letter: Letter): boolean =>
    (topic === undefined || letter.topic === topic || letter.topic === prefix + topic) &&
    (key === undefined || letter.key === key) &&
    (id === undefined || letter.id === id);
  const candidates = id === undefined ? stops : [...stops, ...stops.flatMap(parkedOnes)];
  return candidates.filter(({ letter }) => isMeant(letter));
}

/** Where a letter lies, and which messages it keeps from going on. */
export function lineOf({ kind, source, topic, key }: Letter): string {
  return [kind, source, topic, key ?? ''].join('\u0000');
}

/** A letter's own name, among those of all sources. */
export function nameOf({ kind, source, topic, id }: Letter): string {
  return [kind, source, topic, id].join('\u0000');
}

function parkedOnes({ behind }: Stop): Stop[] {
  return behind.map((letter) => ({ letter, behind: [] }));
}
