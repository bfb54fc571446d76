import type { Cause } from '@ordersaga/contracts';
import type { AddItem, CustomerCommand } from '../domain/commands';
import { decide } from '../domain/decide';
import type { Order } from '../domain/order';
import { ConcurrentChangeError, VersionMismatchError } from './errors';
import type { Catalogue } from './ports/catalogue';
import type { OrderStore } from './ports/order-store';
import type { Surroundings } from './ports/surroundings';
import { readOrder } from './read-order';
import { recordEvents } from './record-events';

/** What a customer wants done with an order; prices are none of the customer's business. */
export type RequestedChange = Omit<AddItem, 'price'> | Exclude<CustomerCommand, AddItem>;

/** Whether an order at this version is the one that a change was meant for. */
export type VersionGuard = (version: number) => boolean;

/** What changing an order needs. */
export interface ChangeOrderPorts {
  readonly catalogue: Catalogue;
  readonly store: OrderStore;
  readonly surroundings: Surroundings;
}

/** How often an order is read and decided about anew when others changed it in between. */
const maxAttempts = 5;

/**
 * Changes, confirms and cancels orders. What is decided about the order as it was read is written only while it still is
 * like that; if it is not, it is read and decided about again. So no change of two that meet is lost or made twice.
 */
export class ChangeOrderHandler {
  constructor(private readonly ports: ChangeOrderPorts) {}

  /**
   * @param isMeant asked about each version that is about to be changed; any will do without it
   * @returns the order as this change left it
   * @throws OrderNotFoundError
   * @throws VersionMismatchError when the order is at a version that was not meant
   * @throws OrderRuleError when the order's rules forbid the change
   * @throws ConcurrentChangeError when others were faster each time
   */
  async change(
    orderId: string,
    change: RequestedChange,
    cause: Cause,
    isMeant: VersionGuard = () => true,
  ): Promise<Order> {
    for (let attempt = 1; attempt <= maxAttempts; attempt += 1) {
      const before = await readOrder(this.ports.store, orderId);
      if (!isMeant(before.version)) throw new VersionMismatchError(before.version);
      const after = await this.tryOn(before, change, cause);
      if (after !== undefined) return after;
    }
    throw new ConcurrentChangeError();
  }

  /** Undefined when the order has moved on meanwhile: nothing was written then. */
  private async tryOn(before: Order, change: RequestedChange, cause: Cause): Promise<Order | undefined> {
    const { surroundings, store } = this.ports;
    const { orderId } = before;
    const decided = decide(before, await this.priced(change));
    const { events, order } = recordEvents(orderId, before, decided, cause, surroundings);
    return (await store.append({ orderId, before, events })) ? order : undefined;
  }

  private async priced(change: RequestedChange): Promise<CustomerCommand> {
    if (change.type !== 'add-item') return change;
    const prices = await this.ports.catalogue.pricesOf([change.productId]);
    return { ...change, price: prices.get(change.productId) };
  }
}
