import { eventually } from '@ordersaga/test-kit';
import type { Note } from './conformance/notes';
import { kafkaRoom, Told } from './kafka-room';

jest.setTimeout(60_000);

/** Longer than any test: whoever has to wait for it waits in vain. */
const hourMs = 3_600_000;

describe('a partition that waits', () => {
  const room = kafkaRoom();
  beforeEach(() => room.open());
  afterEach(() => room.close());

  const publishTo = (partition: number, value: string) =>
    room.messaging.publisher().publish([{ topic: room.topic, partition, key: 'a', headers: {}, value }]);

  it('holds up no other partition of its topic', async () => {
    const told = new Told();
    const seen: Note[] = [];
    const handle = (batch: readonly Note[]) =>
      batch.some(({ n }) => n === 0)
        ? Promise.reject(new Error('later'))
        : Promise.resolve(void seen.push(...batch));
    const retry = { attempts: 2, firstPauseMs: hourMs, longestPauseMs: hourMs };
    await room.consumer({ handle, retry, onEvent: told.listen }).start();
    await publishTo(0, '{"n":0}');
    await eventually(() => expect(told.of('waiting')).toMatchObject([{ partition: 0, pauseMs: hourMs }]));
    for (const partition of [1, 2]) {
      await publishTo(partition, JSON.stringify({ n: partition }));
      await eventually(() => expect(seen.map(({ n }) => n)).toContain(partition));
    }
    expect(told.of('failed')).toHaveLength(1); // it waits still
    expect(told.of('rebuilding')).toEqual([]);
  });
});
