import { LogBehindError } from './errors';
import type { RebuildTarget, StoredOrder } from './rebuild-target';

/** How the copy that answered before compares with the new one. */
export interface Comparison {
  /** Orders of the same version with the same content. */
  readonly equal: number;
  /** Orders of which the new copy has a later version: the log is always a little ahead. */
  readonly newer: number;
  /** Orders of the same version that the copy before had otherwise than the log has them. */
  readonly differing: number;
  /** The ids of the first few of those. */
  readonly examples: readonly string[];
}

const mostExamples = 10;

/** Compares two copies order by order, while orders come in. */
export class CopyComparison {
  private equal = 0;
  private newer = 0;
  private readonly differing = new Set<string>();
  /** Versions that the copy before had, and the new one not yet, when they were looked at. */
  private readonly ahead = new Map<string, number>();

  constructor(
    private readonly target: RebuildTarget,
    private readonly before: string,
    private readonly after: string,
  ) {}

  /** Looks at every order of the copy before. */
  async compare(signal: AbortSignal, onOrders: (compared: number) => void): Promise<void> {
    let compared = 0;
    for await (const orders of this.target.orders(this.before)) {
      signal.throwIfAborted();
      const found = await this.target.ordersById(this.after, [...orders.keys()]);
      for (const [orderId, order] of orders) this.take(orderId, order, found.get(orderId));
      onOrders((compared += orders.size));
    }
  }

  /**
   * To be called once the new copy has everything that was in the log when the comparison ended.
   * @throws LogBehindError when the log lacks what the copy before has
   */
  async checkNothingLost(): Promise<void> {
    const found = await this.target.ordersById(this.after, [...this.ahead.keys()]);
    for (const [orderId, version] of this.ahead)
      if ((found.get(orderId)?.version ?? 0) >= version) this.ahead.delete(orderId);
    if (this.ahead.size > 0)
      throw new LogBehindError([...this.ahead.keys()].slice(0, mostExamples), this.ahead.size);
  }

  get result(): Comparison {
    const { equal, newer, differing } = this;
    return { equal, newer, differing: differing.size, examples: [...differing].slice(0, mostExamples) };
  }

  private take(orderId: string, before: StoredOrder, after: StoredOrder | undefined): void {
    const version = after?.version ?? 0;
    if (before.version > version) this.ahead.set(orderId, before.version);
    else if (before.version < version) this.newer += 1;
    else if (before.content === after?.content) this.equal += 1;
    else this.differing.add(orderId);
  }
}
