import { eventually } from '@ordersaga/test-kit';
import type { Messaging } from '../src';
import { Room } from './conformance/room';
import { CuttableNetwork } from './cuttable-network';
import { kafkaMessaging } from './kafka-room';

jest.setTimeout(60_000);

/** A goodbye to a broker that hangs takes 5 s. */
const soonMs = 9_000;

describe('a consumer that is told to stop', () => {
  let network: CuttableNetwork;
  let messaging: Messaging;
  let room: Room;
  let seen: number[];
  const handle = (batch: readonly { n: number }[]) =>
    Promise.resolve(void seen.push(...batch.map(({ n }) => n)));

  beforeEach(async () => {
    seen = [];
    network = new CuttableNetwork();
    const connection = { socketFactory: network.socketFactory };
    room = new Room(() => (messaging = kafkaMessaging({ connection, tuning: { stopWithinMs: 500 } })));
    await room.open();
  });
  afterEach(() => {
    network.mend();
    return messaging.close();
  });

  const publish = (n: number) =>
    messaging
      .publisher()
      .publish([{ topic: room.topic, key: 'a', headers: {}, value: JSON.stringify({ n }) }]);
  const timeOf = async (work: Promise<void>): Promise<number> => {
    const begin = performance.now();
    await work;
    return performance.now() - begin;
  };
  /** A second one gets what the first has not finished. */
  const comesAgain = async (n: number) => {
    await room.consumer({ handle }).start();
    await eventually(() => expect(seen).toContain(n), { within: 30_000 });
  };

  it('waits for no handler that hangs; its message comes again', async () => {
    let begun = 0;
    let release = (): void => undefined;
    const hang = new Promise<void>((resolve) => (release = resolve));
    const consumer = room.consumer({ handle: () => ((begun += 1), hang) });
    await consumer.start();
    await publish(1);
    await eventually(() => expect(begun).toBe(1));
    expect(await timeOf(consumer.stop())).toBeLessThan(soonMs);
    await comesAgain(1);
    release();
  });

  it('waits for no broker that hangs as it commits', async () => {
    const consumer = room.consumer({ handle });
    await consumer.start();
    await publish(1);
    await eventually(() => expect(seen).toEqual([1]), { every: 1 });
    network.silence();
    expect(await timeOf(consumer.stop())).toBeLessThan(soonMs);
  });
});
