import { sampleHistory } from '@ordersaga/projection-test-kit';
import { evolve, OrderNotPlacedError, type OrderEvent, type OrderRecord } from './order-record';

const items = [{ productId: 'keyboard', quantity: 2, unitPrice: 4990 }];
const placedAt = new Date('2026-11-21T10:00:00Z');
const later = (seconds: number) => new Date(placedAt.getTime() + seconds * 1_000);
const order = { orderId: 'a', customerId: 'c', items, placedAt };
const fold = (events: readonly OrderEvent[]) => events.reduce<OrderRecord | undefined>(evolve, undefined);

describe('the record of an order', () => {
  const placed = {
    orderId: 'a',
    version: 1,
    status: 'suspended',
    customerId: 'c',
    total: 9980,
    currency: 'EUR',
    placedAt,
    updatedAt: placedAt,
  };

  it('begins when it is placed', () => {
    expect(fold(sampleHistory(order))).toEqual(placed);
  });

  it('follows its items and its confirmation', () => {
    const more = [{ ...items[0]!, quantity: 3 }];
    expect(fold(sampleHistory(order, { items: more }, 'confirmed'))).toEqual({
      ...placed,
      version: 3,
      total: 14970,
      updatedAt: later(2),
    });
  });

  it.each([
    ['completed' as const, { status: 'completed' }],
    ['cancelled' as const, { status: 'cancelled' }],
    [{ failed: 'payment-declined' as const }, { status: 'failed', reason: 'payment-declined' }],
  ])('ends: %j', (step, end) => {
    expect(fold(sampleHistory(order, step))).toEqual({ ...placed, version: 2, updatedAt: later(1), ...end });
  });

  it('cannot begin with anything else', () => {
    const [, completed] = sampleHistory(order, 'completed');
    expect(() => evolve(undefined, completed!)).toThrow(OrderNotPlacedError);
  });
});
