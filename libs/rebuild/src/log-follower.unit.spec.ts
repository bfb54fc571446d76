import type { OrderEvent } from '@ordersaga/projection';
import { LogFollower } from './log-follower';
import type { LogPart } from './order-log';
import { Patience } from './patience';

const eventOf = (orderId: string, version: number) => ({ data: { orderId, version } }) as OrderEvent;
const { signal } = new AbortController();

function follow(parts: readonly LogPart<number>[], add: (events: readonly OrderEvent[]) => Promise<void>) {
  const log = {
    count: async () => 0,
    isUnavailable: (error: unknown) => (error as Error).message === 'away',
    read: async function* (from = 0) {
      for (const part of parts) if (part.position > from) yield part;
    },
  };
  const passing = { now: () => 0, pause: async () => undefined };
  const { isUnavailable } = log;
  const patience = new Patience({ passing, signal, isUnavailable, onWaiting: () => undefined });
  const copy = { add, finish: async () => undefined, secure: async () => undefined };
  return new LogFollower(log, copy, patience, () => undefined);
}

describe('following the log', () => {
  it('stops an order at what can’t be read, and no other', async () => {
    const added: OrderEvent[] = [];
    const unreadable = [{ orderId: 'a', version: 2, reason: 'no schema' }];
    const parts = [
      { events: [eventOf('a', 1), eventOf('a', 3), eventOf('b', 1)], unreadable, position: 1 },
      { events: [eventOf('a', 4), eventOf('b', 2)], position: 2 },
    ];
    const follower = follow(parts, async (events) => void added.push(...events));
    expect(await follower.catchUp(signal)).toBe(3);
    expect(added).toEqual([eventOf('a', 1), eventOf('b', 1), eventOf('b', 2)]);
    expect(follower.stopped).toEqual(unreadable);
  });

  it('goes on with the part in which something was away', async () => {
    const added: OrderEvent[] = [];
    let fail = true;
    const parts = [1, 2, 3].map((version) => ({ events: [eventOf('a', version)], position: version }));
    const follower = follow(parts, async (events) => {
      if (events[0]?.data.version === 2 && fail) {
        fail = false;
        throw new Error('away');
      }
      added.push(...events);
    });
    expect(await follower.catchUp(signal)).toBe(3);
    expect(added.map(({ data }) => data.version)).toEqual([1, 2, 3]);
  });
});
