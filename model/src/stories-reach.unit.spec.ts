import { messageTypes, type MessageType } from '@ordersaga/contracts';
import fc from 'fast-check';
import { play } from './play';
import { scenarios } from './step';
import type { Shop } from './shop';

function shortened(type: MessageType): string {
  return type.replace('com.ordersaga.', '');
}

/** What there was in a shop, by name. */
function* sightsOf({ order, stock, payment, published }: Shop): Generator<string> {
  for (const { status, failure, revision } of order.memory.states.values()) {
    yield failure ? `failed: ${failure.reason}` : status;
    if (revision > 2 && status === 'completed') yield 'completed after changes';
  }
  for (const { type } of published) yield shortened(type);
  for (const { restocked } of stock.memory.products.values()) if (restocked > 0) yield 'restocked';
  for (const { kind, result } of payment.memory.attempts) yield `${kind} ${result}`;
  for (const [orderId, { status }] of order.memory.states)
    if (status !== 'completed' && payment.provider.charged(orderId) > 0)
      yield 'charged for nothing, and given back';
}

/** What a few hundred stories must have led to, or they prove little. */
const wanted = [
  ...[
    'completed',
    'cancelled',
    'completed after changes',
    'charged for nothing, and given back',
    'restocked',
  ],
  ...['expired', 'timed-out', 'payment-declined', 'insufficient-stock'].map((reason) => `failed: ${reason}`),
  ...['succeeded', 'declined', 'failed'].map((result) => `charge ${result}`),
  ...['succeeded', 'failed'].map((result) => `refund ${result}`),
  ...messageTypes.map(shortened),
];

describe('stories', () => {
  it('lead to every end there is, by every message', async () => {
    const seen = new Set<string>();
    for (const scenario of fc.sample(scenarios, { numRuns: 300, seed: 1 }))
      for (const sight of sightsOf(await play(scenario, true))) seen.add(sight);
    expect(wanted.filter((sight) => !seen.has(sight))).toEqual([]);
  });
});
