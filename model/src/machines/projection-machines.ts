import { topics, type Message } from '@ordersaga/contracts';
import type { OrderEvent } from '@ordersaga/projection';
import { countOrderEvents } from '@ordersaga/sales-projection/application';
import { recordOrderEvents, type DailyTotals } from '@ordersaga/success-rate-projection/application';
import type { Consumer } from '../broker';
import { RecordMemory, SalesMemory } from '../memory/projection-memory';
import type { StoryTime } from '../surroundings';

const orderEventTypes = ['placed', 'items-changed', 'confirmed', 'completed', 'failed', 'cancelled'].map(
  (event) => `com.ordersaga.order.domain.${event}.v1`,
);
const reads = { [topics.orderDomainEvents]: orderEventTypes };

/** The sales projection on counters in memory. */
export class SalesMachine implements Consumer {
  readonly name = 'sales';
  readonly reads = reads;
  readonly memory = new SalesMemory();

  react(messages: readonly Message[]): Promise<void> {
    return countOrderEvents(this.memory, messages as readonly OrderEvent[]);
  }
}

/** The success rate projection on records in memory; it keeps no daily totals, so there are none to mark. */
export class SuccessRateMachine implements Consumer {
  readonly name = 'success rate';
  readonly reads = reads;
  readonly memory = new RecordMemory();

  constructor(private readonly time: StoryTime) {}

  react(messages: readonly Message[]): Promise<void> {
    const copy = { records: this.memory, days: noTotals };
    return recordOrderEvents(copy, messages as readonly OrderEvent[], this.time.now);
  }
}

const noTotals: DailyTotals = {
  within: async () => [],
  set: async () => undefined,
  mark: async () => undefined,
};
