import fc from 'fast-check';
import type { OrderEvent } from '@ordersaga/projection';
import { sampleHistory, type SampleStep } from './sample-history';

const productIds = ['keyboard', 'mouse', 'a', 'a\0', 'a\u0001', 'ä{}', '💶', '/"\\'];

const item = fc.record({
  productId: fc.constantFrom(...productIds),
  quantity: fc.integer({ min: 1, max: 5 }),
  unitPrice: fc.constantFrom(0, 1, 9, 10, 4990),
});
const items = fc.array(item, { minLength: 1, maxLength: 4 });
const change = fc.oneof(
  items.map((changed): SampleStep => ({ items: changed })),
  fc.constant<SampleStep>('confirmed'),
);
const end = fc.constantFrom<SampleStep>('completed', 'cancelled', { failed: 'expired' });

/** The history of each of a few orders, whole or still open. */
const histories = fc
  .array(fc.tuple(items, fc.array(change, { maxLength: 4 }), fc.option(end, { nil: undefined })), {
    minLength: 1,
    maxLength: 6,
  })
  .map((orders) =>
    orders.map(([placed, changes, ending], index) =>
      sampleHistory({ orderId: `order-${index}`, items: placed }, ...changes, ...(ending ? [ending] : [])),
    ),
  );

/** One delivery: of some order, some events, beginning a few versions before those delivered already. */
const deliveries = fc.array(
  fc.record({ order: fc.nat(), back: fc.nat({ max: 3 }), count: fc.integer({ min: 1, max: 4 }) }),
  { maxLength: 40 },
);

/** Orders' events as Kafka may hand them over, and how far each order has come by then. */
export interface Delivered {
  readonly batches: readonly OrderEvent[][];
  readonly histories: readonly OrderEvent[][];
}

/** Any interleaving of orders' events, with duplicates and replays, cut into batches anyhow. */
export const delivered: fc.Arbitrary<Delivered> = fc
  .tuple(histories, deliveries, fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 40, maxLength: 40 }))
  .map(([all, picks, sizes]) => {
    const reached = all.map(() => 0);
    const events = picks.flatMap(({ order, back, count }) => {
      const index = order % all.length;
      const from = Math.max(0, reached[index]! - back);
      const part = all[index]!.slice(from, from + count);
      reached[index] = Math.max(reached[index]!, from + part.length);
      return part;
    });
    return {
      batches: cut(events, sizes),
      histories: all.map((history, index) => history.slice(0, reached[index])),
    };
  });

function cut(events: readonly OrderEvent[], sizes: readonly number[]): OrderEvent[][] {
  const batches: OrderEvent[][] = [];
  for (let from = 0, turn = 0; from < events.length; turn += 1) {
    const size = sizes[turn % sizes.length]!;
    batches.push(events.slice(from, from + size));
    from += size;
  }
  return batches;
}
