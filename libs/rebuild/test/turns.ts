import { setImmediate as settled } from 'node:timers/promises';
import type { Random } from '@ordersaga/test-kit';

/**
 * Whose turn it is, by random numbers: of all who wait for one, one goes on, as far as it gets. The same numbers give
 * the same order.
 */
export class Turns {
  private readonly waiting: (() => void)[] = [];

  constructor(private readonly random: Random) {}

  /** A whole number from 0 to `most`. */
  upTo(most: number): number {
    return Math.floor(this.random.next() * (most + 1));
  }

  /** Whether something happens that happens in this share of cases. */
  chance(share: number): boolean {
    return this.random.chance(share);
  }

  /** Waits for so many turns. */
  async wait(turns = 1): Promise<void> {
    for (let left = turns; left > 0; left -= 1)
      await new Promise<void>((resolve) => this.waiting.push(resolve));
  }

  /**
   * Gives turns until some work is done.
   * @throws Error when nobody is left who could go on
   */
  async until<T>(work: Promise<T>): Promise<T> {
    let over = false;
    const end = (): void => void (over = true);
    work.then(end, end);
    for (await settled(); !over; await settled()) {
      const next = this.waiting.splice(this.upTo(this.waiting.length - 1), 1)[0];
      if (!next) throw new Error('nobody can go on');
      next();
    }
    return work;
  }
}
