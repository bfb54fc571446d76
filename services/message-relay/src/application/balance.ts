/** How much longer an instance waits for each outbox that it publishes already, milliseconds. */
const perActiveMs = 150;

/** Keeps two instances from asking in step, milliseconds. */
const jitterMs = 25;

/**
 * Spreads the outboxes over the instances without anyone in charge: an instance holds back the longer the more it
 * publishes, and hands one over to an instance that publishes at least two less.
 */
export class Balance {
  private readonly active = new Set<string>();
  private yieldedAt = -Infinity;

  /**
   * @param settleMs how long after a hand-over to wait before the next: until both loads are known again
   * @param now a clock in milliseconds
   */
  constructor(
    private readonly settleMs: number,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** How many outboxes this instance publishes. */
  load(): number {
    return this.active.size;
  }

  activeChanged(outbox: string, active: boolean): void {
    if (active) this.active.add(outbox);
    else this.active.delete(outbox);
  }

  /** Whether to hand an outbox over to an instance with that load; yes is said once until things have settled. */
  mayYieldTo(standbyLoad: number): boolean {
    if (this.load() - standbyLoad < 2 || this.now() - this.yieldedAt < this.settleMs) return false;
    this.yieldedAt = this.now();
    return true;
  }

  /**
   * How long to hold back before each try for an outbox, milliseconds. The first tries are spread by the outbox's place
   * as well: at the start nobody publishes anything.
   */
  hesitation(place: number): () => number {
    let first = true;
    return () => {
      const spread = first ? place * perActiveMs : 0;
      first = false;
      return spread + this.load() * perActiveMs + Math.random() * jitterMs;
    };
  }
}

/** The numbers from 0 to n - 1 in random order: each instance begins with another outbox. */
export function shuffledPlaces(n: number): number[] {
  return Array.from({ length: n }, (_, place) => ({ place, draw: Math.random() }))
    .sort((one, other) => one.draw - other.draw)
    .map(({ place }) => place);
}
