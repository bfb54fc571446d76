import type { OrderEvent } from '@ordersaga/projection';
import { sampleHistory, type SampleStep } from './sample-history';

/** How orders come in. */
export interface SteadyOrdersOptions {
  readonly publish: (events: readonly OrderEvent[]) => Promise<void>;
  /** Orders under way at a time. */
  readonly atOnce: number;
  /** What begins every order's id. */
  readonly name: string;
}

const ends: (SampleStep | undefined)[] = [
  'completed',
  'cancelled',
  { failed: 'payment-declined' },
  undefined,
];

/** Orders that come in one after the other, each event by itself, until they are stopped. */
export class SteadyOrders {
  private readonly published = new Map<string, OrderEvent[]>();
  private readonly stopping = new AbortController();
  private readonly working: Promise<void>[];
  private next = 0;

  constructor(private readonly options: SteadyOrdersOptions) {
    this.working = Array.from({ length: options.atOnce }, () => this.work());
  }

  /** What each order has come to, as far as it was published. */
  get histories(): readonly (readonly OrderEvent[])[] {
    return [...this.published.values()];
  }

  /** Finishes what is under way. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await Promise.all(this.working);
  }

  private async work(): Promise<void> {
    while (!this.stopping.signal.aborted) {
      const history = this.historyOf((this.next += 1));
      const own: OrderEvent[] = [];
      for (const event of history) {
        await this.options.publish([event]);
        own.push(event);
        this.published.set(event.data.orderId, own);
      }
    }
  }

  private historyOf(n: number): OrderEvent[] {
    const items = [{ productId: `product-${n % 7}`, quantity: 1 + (n % 3), unitPrice: 990 + (n % 5) }];
    const end = ends[n % ends.length];
    const more = [{ productId: `product-${n % 5}`, quantity: 4, unitPrice: 1_990 }];
    const changes: SampleStep[] = n % 3 === 0 ? [{ items: [...items, ...more] }] : ['confirmed'];
    return sampleHistory({ orderId: `${this.options.name}-${n}`, items }, ...changes, ...(end ? [end] : []));
  }
}
