/** When a loop shall hold back, and for how long. */
export interface PaceOptions {
  /** Arrivals per second above which they come in crowds. */
  readonly crowdedPerSecond: number;
  /** Shortest time from one turn to the next in crowded times, milliseconds. */
  readonly pauseMs: number;
}

/** Over so long the arrivals are counted, milliseconds: longer than a stall, shorter than a rush. */
const windowMs = 50;

/**
 * Tells crowded times from quiet ones. What comes alone is worked on at once; in a crowd a loop that pauses a little
 * takes more with each turn and pays for fewer turns. (Interrupt moderation of network cards does the same.)
 */
export class Pace {
  private since: number;
  private arrived = 0;
  private lastPerSecond = 0;

  /** @param now the time in milliseconds, from any beginning */
  constructor(
    private readonly options: PaceOptions,
    private readonly now: () => number = () => performance.now(),
  ) {
    this.since = now();
  }

  /** Counts arrivals. */
  note(arrivals: number): void {
    this.roll();
    this.arrived += arrivals;
  }

  /** How long the next turn has to wait after the one that began at `turnAt`, milliseconds; 0 in quiet times. */
  pauseAfter(turnAt: number): number {
    this.roll();
    const perSecond = Math.max(this.lastPerSecond, (this.arrived / windowMs) * 1000);
    if (perSecond < this.options.crowdedPerSecond) return 0;
    return Math.max(0, turnAt + this.options.pauseMs - this.now());
  }

  private roll(): void {
    const now = this.now();
    const elapsedMs = now - this.since;
    if (elapsedMs < windowMs) return;
    this.lastPerSecond = (this.arrived / elapsedMs) * 1000;
    this.arrived = 0;
    this.since = now;
  }
}
