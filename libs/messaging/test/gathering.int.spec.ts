import { eventually } from '@ordersaga/test-kit';
import type { Messaging } from '../src';
import { Room } from './conformance/room';
import { kafkaMessaging } from './kafka-room';

jest.setTimeout(60_000);

describe('a consumer that lets messages gather', () => {
  let messaging: Messaging;
  let room: Room;
  const batches: number[][] = [];
  const handle = (batch: readonly { n: number }[]) =>
    Promise.resolve(void batches.push(batch.map(({ n }) => n)));

  beforeEach(async () => {
    batches.length = 0;
    room = new Room(() => (messaging = kafkaMessaging()));
    await room.open();
  });

  afterEach(() => messaging.close());

  const publish = (n: number) =>
    messaging
      .publisher()
      .publish([{ topic: room.topic, key: 'a', headers: {}, value: JSON.stringify({ n }) }]);

  it('works on the first at once, and on what follows together', async () => {
    await room.consumer({ handle, gather: { abovePerSecond: 1, ms: 1_000 } }).start();
    const started = performance.now();
    await publish(0);
    await eventually(() => expect(batches).toEqual([[0]]), { every: 5 });
    for (let n = 1; n < 30; n += 1) await publish(n);
    await eventually(() => expect(batches.flat()).toHaveLength(30));
    const fetches = 1 + (performance.now() - started) / 1_000;
    expect(batches.length).toBeLessThanOrEqual(fetches);
    expect(batches.flat()).toEqual([...batches.flat()].sort((a, b) => a - b));
  });

  it('does not keep a stop waiting', async () => {
    const consumer = room.consumer({ handle, gather: { abovePerSecond: 1, ms: 3_600_000 } });
    await consumer.start();
    await publish(0);
    await eventually(() => expect(batches).toEqual([[0]]));
    await consumer.stop();
    expect(consumer.health().ok).toBe(false);
  });
});
