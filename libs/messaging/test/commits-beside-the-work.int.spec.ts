import { eventually } from '@ordersaga/test-kit';
import type { Consumer as KafkaConsumer, RequestEvent } from 'kafkajs';
import type { Consumer } from '../src';
import { numbersOf, type Note } from './conformance/notes';
import { kafkaRoom } from './kafka-room';

jest.setTimeout(60_000);

/** The requests that a consumer sends, by name, from now on. */
function requestsOf(consumer: Consumer): string[] {
  const { session } = consumer as unknown as { session: { consumer: KafkaConsumer } };
  const names: string[] = [];
  const note = ({ payload }: RequestEvent) => void names.push(payload.apiName);
  session.consumer.on(session.consumer.events.REQUEST, note);
  return names;
}

describe('offsets', () => {
  const room = kafkaRoom({ tuning: { commitEveryMs: 3_600_000 } });
  beforeEach(() => room.open());
  afterEach(() => room.close());

  it('are not committed between one fetch and the next', async () => {
    const seen: Note[] = [];
    const handle = (batch: readonly Note[]) => Promise.resolve(void seen.push(...batch));
    const consumer = room.consumer({ handle });
    await consumer.start();
    const requests = requestsOf(consumer);
    for (let n = 1; n <= 10; n += 1) {
      await room.publish({ key: 'a', n });
      await eventually(() => expect(numbersOf(seen, 'a')).toContain(n), { every: 5 });
    }
    const sent = (name: string) => requests.filter((each) => each === name).length;
    expect(sent('Fetch')).toBeGreaterThanOrEqual(10);
    expect(sent('OffsetCommit')).toBe(0);
    await consumer.stop();
    expect(sent('OffsetCommit')).toBe(1);
  });
});
