import { eventually } from '@ordersaga/test-kit';
import { deadLetterHeader } from '../src';
import type { Room } from './conformance/room';
import type { Note } from './conformance/notes';
import { CuttableNetwork } from './cuttable-network';
import { kafkaRoom, Told } from './kafka-room';

jest.setTimeout(90_000);

describe('holes of kafkajs that are closed', () => {
  let network: CuttableNetwork;
  let room: Room;
  let told: Told;
  let seen: Note[];
  const takeNote = (batch: readonly Note[]) => Promise.resolve(void seen.push(...batch));

  /** Stalls are found soon, and commits are rare unless something forces them. */
  const tuning = {
    longPollMs: 300,
    heartbeatMs: 300,
    stallAfterMs: 800,
    probeEveryMs: 200,
    commitEveryMs: 60_000,
  };

  async function open(differing: object = {}): Promise<void> {
    const connection = { socketFactory: network.socketFactory };
    room = kafkaRoom({ connection, tuning: { ...tuning, ...differing } });
    await room.open();
  }

  beforeEach(() => {
    network = new CuttableNetwork();
    told = new Told();
    seen = [];
  });

  afterEach(async () => {
    network.mend();
    await room.close();
  });

  it.each([{ Fault: TypeError }, { Fault: RangeError }, { Fault: SyntaxError }, { Fault: ReferenceError }])(
    'goes on after a handler threw a $Fault.name, which kafkajs would stop for good at',
    async ({ Fault }) => {
      await open({ stallAfterMs: 60_000 });
      const handle = (batch: readonly Note[]) => {
        if (batch.some(({ key }) => key === 'bad')) throw new Fault('oh');
        return takeNote(batch);
      };
      await room.consumer({ handle, onEvent: told.listen }).start();
      await room.publish({ key: 'bad', n: 1 }, { key: 'good', n: 1 });
      const [letter] = await room.letters(1);
      expect(letter?.headers[deadLetterHeader.error]).toBe(`${Fault.name}: oh`);
      await room.publish({ key: 'good', n: 2 });
      await eventually(() => expect(seen.filter(({ key }) => key === 'good')).toHaveLength(2));
      expect(told.of('rebuilding')).toEqual([]);
    },
  );

  it('survives handlers, unavailability checks and observers that throw what is no error', async () => {
    await open();
    const throwing = () => {
      // eslint-disable-next-line @typescript-eslint/only-throw-error -- just what it must bear
      throw undefined;
    };
    let handled = 0;
    const handle = (batch: readonly Note[]) => {
      handled += 1;
      return batch.some(({ key }) => key === 'bad') ? throwing() : takeNote(batch);
    };
    const it = room.consumer({ handle, isUnavailable: throwing, onEvent: throwing });
    await it.start();
    await room.publish({ key: 'bad', n: 1 }, { key: 'good', n: 1 });
    await eventually(() => expect(seen).toEqual([{ key: 'good', n: 1 }]));
    await room.letters(1);
    expect(handled).toBeGreaterThan(1);
    expect(it.health()).toEqual({ ok: true });
  });

  it('rebuilds a consumer that kafkajs gave up, and reports it until then', async () => {
    await open({ stallAfterMs: 60_000 });
    const it = room.consumer({ handle: takeNote, onEvent: told.listen });
    await it.start();
    await room.publish({ key: 'a', n: 1 });
    await eventually(() => expect(seen).toHaveLength(1));
    network.cut();
    await eventually(() => expect(told.of('rebuilding').length).toBeGreaterThan(0), { within: 30_000 });
    expect(it.health()).toMatchObject({ ok: false, detail: expect.stringContaining('rebuilding') as string });
    network.mend();
    await eventually(() => expect(it.health()).toEqual({ ok: true }), { within: 30_000 });
    await room.publish({ key: 'a', n: 2 });
    await eventually(() => expect(seen).toContainEqual({ key: 'a', n: 2 }), { within: 30_000 });
  });

  it('rebuilds a consumer that gets nowhere though there is lag', async () => {
    await open();
    const it = room.consumer({ handle: takeNote, onEvent: told.listen });
    await it.start();
    pauseBehindItsBack(it, room.topic);
    await room.publish({ key: 'a', n: 1 });
    await eventually(() => expect(seen).toEqual([{ key: 'a', n: 1 }]), { within: 30_000 });
    expect(told.of('rebuilding')[0]?.reason).toMatch(/no progress on .*notes/);
    expect(told.of('lag').some(({ messages }) => messages === 1)).toBe(true);
  });

  it('reports a handler that does not end, and does not run its message beside it', async () => {
    await open({ commitEveryMs: 10 });
    let hanging = 0;
    const handle = (batch: readonly Note[]) => {
      if (!batch.some(({ key }) => key === 'key-hangs')) return takeNote(batch);
      hanging += 1;
      return release;
    };
    let letGo!: () => void;
    const release = new Promise<void>((resolve) => (letGo = resolve));
    const it = room.consumer({ handle, onEvent: told.listen });
    await it.start();
    await room.publish({ key: 'key-hangs', n: 1 });
    await eventually(() =>
      expect(it.health()).toMatchObject({
        ok: false,
        detail: expect.stringContaining('handler running') as string,
      }),
    );
    expect(hanging).toBe(1);
    letGo();
    await eventually(() => expect(it.health()).toEqual({ ok: true }));
  });

  it('keeps its membership while a handler takes longer than the session timeout', async () => {
    await open({ sessionTimeoutMs: 6000, stallAfterMs: 60_000 });
    const handle = async (batch: readonly Note[]) => {
      if (batch.some(({ n }) => n === 1)) await new Promise((resolve) => setTimeout(resolve, 8000));
      seen.push(...batch);
    };
    await room.consumer({ handle, onEvent: told.listen }).start();
    await room.publish({ key: 'a', n: 1 });
    await eventually(() => expect(seen).toHaveLength(1), { within: 20_000 });
    // Whoever has lost its membership has to join again before it gets this.
    await room.publish({ key: 'a', n: 2 });
    await eventually(() => expect(seen).toContainEqual({ key: 'a', n: 2 }), { within: 30_000 });
    expect(told.of('joined')).toHaveLength(1);
    expect(seen.map(({ n }) => n)).toEqual([1, 2]);
    expect(told.of('rebuilding')).toEqual([]);
  });

  it('commits what it has done before a partition goes to another member', async () => {
    await open({ stallAfterMs: 60_000 });
    await room.consumer({ handle: takeNote }).start();
    const notes = Array.from({ length: 30 }, (_, i) => ({ key: `key-${i}`, n: 1 }));
    await room.publish(...notes);
    await eventually(() => expect(seen).toHaveLength(30));
    await room.consumer({ handle: takeNote, onEvent: told.listen }).start();
    expect(Object.values(told.of('joined')[0]?.partitions ?? {}).flat()).not.toHaveLength(0);
    await room.publish({ key: 'after', n: 1 });
    await eventually(() => expect(seen).toContainEqual({ key: 'after', n: 1 }));
    expect(seen).toHaveLength(31);
  });

  it('commits what it has done when it stops', async () => {
    await open();
    const first = room.consumer({ handle: takeNote });
    await first.start();
    await room.publish({ key: 'a', n: 1 });
    await eventually(() => expect(seen).toHaveLength(1));
    await first.stop();
    await room.consumer({ handle: takeNote }).start();
    await room.publish({ key: 'a', n: 2 });
    await eventually(() => expect(seen).toHaveLength(2));
    expect(seen.map(({ n }) => n)).toEqual([1, 2]);
  });

  it('loses no dead letter while their topic is missing, and goes on once it is there', async () => {
    await open();
    const deadLetterTopic = `${room.prefix}not-yet`;
    const handle = (batch: readonly Note[]) =>
      batch.some(({ key }) => key === 'bad') ? Promise.reject(new Error('no')) : takeNote(batch);
    const it = room.consumer({ handle, deadLetterTopic, onEvent: told.listen });
    await it.start();
    await room.publish({ key: 'bad', n: 1 }, { key: 'bad', n: 2 });
    await eventually(() => expect(it.health().ok).toBe(false), { within: 20_000 });
    await room.messaging.ensureTopics([{ topic: deadLetterTopic, partitions: 1 }]);
    await eventually(() => expect(told.of('dead-letter')).toHaveLength(2), { within: 30_000 });
    expect(told.of('dead-letter').map(({ reason }) => reason)).toEqual(['failed', 'parked-behind']);
    expect(told.of('failed').filter(({ messages }) => messages === 1)).toHaveLength(3);
  });

  it('starts before its broker is there', async () => {
    await open();
    network.cut();
    const it = room.consumer({ handle: takeNote });
    let joined = false;
    const started = it.start().then(() => (joined = true));
    await eventually(() => expect(it.health()).toMatchObject({ ok: false }));
    expect(joined).toBe(false);
    network.mend();
    await started;
    await room.publish({ key: 'a', n: 1 });
    await eventually(() => expect(seen).toHaveLength(1));
  });

  it('stops promptly while its broker is away', async () => {
    await open();
    const it = room.consumer({ handle: takeNote });
    await it.start();
    network.cut();
    const started = performance.now();
    await it.stop();
    expect(performance.now() - started).toBeLessThan(8000);
  });
});

/** What a lost wake-up looks like: the fetch loop turns, the partition is never asked for. */
function pauseBehindItsBack(consumer: unknown, topic: string): void {
  const { session } = consumer as { session: { consumer: { pause(topics: { topic: string }[]): void } } };
  session.consumer.pause([{ topic }]);
}
