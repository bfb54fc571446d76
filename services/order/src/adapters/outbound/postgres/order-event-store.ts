import type { EventStore } from '@ordersaga/event-store';
import { validate as isUuid } from 'uuid';
import type {
  AsOf,
  HistoryEntry,
  OrderChange,
  OrderStore,
  StoredOrderEvent,
} from '../../../application/ports/order-store';
import { toAppendRequest, toHistoryEntry, toOrderEvents, type OrderStreamSettings } from './order-stream';

/** Orders in the event store; appends that are asked for at the same time share one commit. */
export class OrderEventStore implements OrderStore {
  /** @param onAppended hears of each change once it is committed; must not throw */
  constructor(
    private readonly events: EventStore,
    private readonly settings: OrderStreamSettings,
    private readonly onAppended: (changes: readonly OrderChange[]) => void,
  ) {}

  async append(change: OrderChange): Promise<boolean> {
    const [verdict] = await this.events.append([toAppendRequest(change, this.settings)]);
    if (!verdict?.appended) return false;
    this.onAppended([change]);
    return true;
  }

  async load(orderId: string, asOf?: AsOf): Promise<StoredOrderEvent[]> {
    // Ids are drawn here: what isn't one is nobody's order.
    if (!isUuid(orderId)) return [];
    const stored = await this.events.load(orderId, upTo(asOf));
    return toOrderEvents(stored, this.settings);
  }

  async history(orderId: string): Promise<HistoryEntry[]> {
    return isUuid(orderId) ? (await this.events.load(orderId)).map(toHistoryEntry) : [];
  }
}

function upTo(asOf: AsOf | undefined): { toVersion: number } | { at: Date } | undefined {
  if (asOf === undefined) return undefined;
  return 'version' in asOf ? { toVersion: asOf.version } : { at: asOf.at };
}
