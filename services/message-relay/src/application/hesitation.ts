/** How much longer an instance waits for each outbox that it publishes already, milliseconds. */
const perActiveMs = 150;

/** Keeps two instances from asking in step, milliseconds. */
const jitterMs = 25;

/**
 * How long an instance holds back before it tries for one more outbox, so that one that has fewer comes first and the
 * outboxes spread over the instances. The first tries of an instance are spread as well: at the start all have none.
 * @param active how many outboxes this instance publishes just now
 * @param place of the outbox in the order in which this instance tries for them first
 */
export function hesitation(active: () => number, place: number): () => number {
  let first = true;
  return () => {
    const spread = first ? place * perActiveMs : 0;
    first = false;
    return spread + active() * perActiveMs + Math.random() * jitterMs;
  };
}

/** The numbers from 0 to n - 1 in random order: each instance begins with another outbox. */
export function shuffledPlaces(n: number): number[] {
  return Array.from({ length: n }, (_, place) => ({ place, draw: Math.random() }))
    .sort((one, other) => one.draw - other.draw)
    .map(({ place }) => place);
}
