import { eventually } from '@ordersaga/test-kit';
import type { Messaging } from '../src';
import { Room } from './conformance/room';
import { kafkaMessaging } from './kafka-room';

jest.setTimeout(60_000);

describe('time from publishing to handling', () => {
  let messaging: Messaging;

  afterEach(() => messaging.close());

  it('is a few milliseconds for a consumer that has nothing else to do', async () => {
    const room = new Room(() => (messaging = kafkaMessaging()));
    await room.open();
    const arrivals = new Map<number, number>();
    const handle = (batch: readonly { n: number }[]) =>
      Promise.resolve(batch.forEach(({ n }) => arrivals.set(n, performance.now())));
    await room.consumer({ handle }).start();
    const publisher = messaging.publisher();
    const took: number[] = [];
    for (let n = 0; n < 40; n += 1) {
      const started = performance.now();
      await publisher.publish([{ topic: room.topic, key: 'a', headers: {}, value: JSON.stringify({ n }) }]);
      took.push((await eventually(() => arrived(arrivals, n), { every: 1 })) - started);
    }
    // measured 3 to 4 ms; a fetch that just polls takes 250. What a commit before each fetch costs is too little to be
    // told from a busy machine: commits-beside-the-work.int.spec.ts looks for the commit itself
    expect(median(took)).toBeLessThan(50);
  });
});

function arrived(arrivals: ReadonlyMap<number, number>, n: number): number {
  const at = arrivals.get(n);
  if (at === undefined) throw new Error(`${n} has not arrived`);
  return at;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN;
}
