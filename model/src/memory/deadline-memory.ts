import type { Deadlines, DeadlineScope, DueDeadline, OrderDeadline } from '@ordersaga/order/application';

/** The deadlines of orders in memory; what is set and dropped with each change is told by whoever writes it. */
export class DeadlineMemory implements Deadlines {
  private readonly kept = new Map<string, DueDeadline>();
  /** Every one that was ever kept. */
  private readonly past: DueDeadline[] = [];

  constructor(
    private readonly now: () => Date,
    private readonly orders: () => Pick<DeadlineScope, 'loadOrders' | 'append'>,
  ) {}

  async takeDue(
    most: number,
    work: (due: readonly DueDeadline[], scope: DeadlineScope) => Promise<void>,
  ): Promise<number> {
    const now = this.now();
    const due = [...this.kept.values()].filter(({ at }) => at <= now).slice(0, most);
    for (const { id } of due) this.kept.delete(id);
    if (due.length > 0)
      await work(due, { ...this.orders(), set: async (all) => all.forEach((one) => this.keep(one)) });
    return due.length;
  }

  async putOff(id: string, reason: unknown): Promise<void> {
    throw new Error(`deadline ${id} could not be dealt with`, { cause: reason });
  }

  keep({ orderId, deadline: { kind, at }, cause: { correlationId } }: OrderDeadline): void {
    const due = { id: idOf(orderId, kind, at), orderId, at, correlationId };
    this.kept.set(due.id, due);
    this.past.push(due);
  }

  drop({ orderId, deadline: { kind, at } }: Pick<OrderDeadline, 'orderId' | 'deadline'>): void {
    this.kept.delete(idOf(orderId, kind, at));
  }

  /** Keeps one again that was dropped or is done with, as if that had got lost. */
  bringBack(choose: (past: readonly DueDeadline[]) => DueDeadline | undefined): void {
    const back = choose(this.past);
    if (back) this.kept.set(back.id, back);
  }
}

function idOf(orderId: string, kind: string, at: Date): string {
  return `${orderId} ${kind} ${at.toISOString()}`;
}
