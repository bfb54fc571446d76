import type { OrderCommand, PlaceOrder, Price } from '../../src/domain/commands';
import { decide } from '../../src/domain/decide';
import type { OrderEvent, RecordedOrderEvent } from '../../src/domain/events';
import { fold } from '../../src/domain/evolve';
import type { Order } from '../../src/domain/order';

/** The order that specs speak of. */
export const orderId = '018f0000-0000-7000-8000-000000000001';

/** The catalogue that specs price by. */
export const catalogue: ReadonlyMap<string, Price> = new Map([
  ['keyboard', { unitPrice: 4_990, currency: 'EUR' }],
  ['mouse', { unitPrice: 1_990, currency: 'EUR' }],
  ['import', { unitPrice: 700, currency: 'USD' }],
  ['yacht', { unitPrice: Number.MAX_SAFE_INTEGER, currency: 'EUR' }],
]);

/** A command that places two keyboards, unless told otherwise. */
export function placing(change: Partial<PlaceOrder> = {}): PlaceOrder {
  const items = [{ productId: 'keyboard', quantity: 2 }];
  return {
    type: 'place',
    customerId: 'c-1',
    items,
    prices: catalogue,
    hold: false,
    paymentMethod: 'card-ok',
    ...change,
  };
}

/** Events at their places in the stream, a second apart. */
export function recorded(events: readonly OrderEvent[]): RecordedOrderEvent[] {
  return events.map((event, index) => ({
    ...event,
    orderId,
    version: index + 1,
    recordedAt: new Date(Date.UTC(2026, 0, 1, 12, 0, index)),
  }));
}

/** Given-when-then: the events that these commands, one after the other, leave behind. */
export function eventsAfter(...commands: readonly OrderCommand[]): OrderEvent[] {
  return commands.reduce<OrderEvent[]>(
    (events, command) => [...events, ...decide(fold(recorded(events)), command)],
    [],
  );
}

/** The order that these commands, one after the other, lead to. */
export function orderAfter(...commands: readonly OrderCommand[]): Order {
  return fold(recorded(eventsAfter(...commands))) as Order;
}
