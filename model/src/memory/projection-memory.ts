import type { OrderRecord, OrderRecords, RecordChange } from '@ordersaga/success-rate-projection/application';
import type { OrderStep, PriceCount, SalesPage, SalesStore } from '@ordersaga/sales-projection/application';

/** What a model never asks of a projection. */
const unasked = (): Promise<never> => Promise.reject(new Error('the model does not ask for this'));

/** Sales in memory: what each order holds, by the rule that the counters follow. */
export class SalesMemory implements SalesStore {
  readonly orders = new Map<string, OrderStep>();

  async apply(steps: readonly OrderStep[]): Promise<void> {
    for (const step of steps) {
      const before = this.orders.get(step.orderId);
      const stored = before?.last ?? 0;
      if (step.first > stored + 1) throw new Error(`order ${step.orderId}: ${stored} then ${step.first}`);
      if (step.last > stored) this.orders.set(step.orderId, { ...before, ...step });
    }
  }

  async versionOf(orderId: string): Promise<number> {
    return this.orders.get(orderId)?.last ?? 0;
  }

  async readProduct(productId: string): Promise<{ counts: PriceCount[]; asOf: null }> {
    const counts = [...this.orders.values()].flatMap(({ lines = [], outcome = 'open' }) =>
      lines
        .filter((line) => line.productId === productId)
        .map(({ unitPrice, quantity }) => ({
          productId,
          unitPrice,
          byOutcome: { open: 0, completed: 0, failed: 0, cancelled: 0, [outcome]: quantity },
        })),
    );
    return { counts, asOf: null };
  }

  readPage: () => Promise<SalesPage> = unasked;
}

/** Records of orders in memory, written only over the version they were read with. */
export class RecordMemory implements OrderRecords {
  readonly records = new Map<string, OrderRecord>();

  async load(orderIds: readonly string[]): Promise<Map<string, OrderRecord>> {
    return new Map([...this.records].filter(([orderId]) => orderIds.includes(orderId)));
  }

  async save(changes: readonly RecordChange[]): Promise<boolean> {
    const fitting = changes.filter(
      ({ before, after }) => this.records.get(after.orderId)?.version === before?.version,
    );
    for (const { after } of fitting) this.records.set(after.orderId, after);
    return fitting.length === changes.length;
  }

  async versionOf(orderId: string): Promise<number> {
    return this.records.get(orderId)?.version ?? 0;
  }

  newest = unasked;
  firstPlacedAt = unasked;
  count = unasked;
  list = unasked;
}
