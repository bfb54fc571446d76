import { eventually } from '@ordersaga/test-kit';
import type { Consumer, ConsumerOptions, DeadLetter, DeadLetters } from '../../src';
import { noteRecord, readNote, type Note } from './notes';
import { StoreAwayError, type Room } from './room';

/** What operators decide about dead letters, and that the consumer carries it out in the order of keys. */
export function describeDeciding(room: Room): void {
  describe('decisions about dead letters', () => {
    let desk: DeadLetters;
    let seen: Note[];
    let bad: Set<number>;
    let consumer: Consumer;

    /** Fails at the numbers that are bad just now, whatever else is in the batch. */
    const handle = (batch: readonly Note[]) =>
      batch.some(({ n }) => bad.has(n))
        ? Promise.reject(new Error('no good'))
        : Promise.resolve(void seen.push(...batch));
    const start = async (options: Partial<ConsumerOptions<Note>> = {}): Promise<void> => {
      consumer = room.consumer({ handle, ...options });
      await consumer.start();
    };
    const numbers = async (letters = desk.list()): Promise<(number | null)[]> =>
      Promise.all((await letters).map(numberOf));
    const numberOf = async (letter: DeadLetter): Promise<number | null> => {
      const record = await desk.read(letter);
      return record ? readNote(record).n : null;
    };
    const first = async (): Promise<DeadLetter> => (await desk.list())[0]!;
    const failed = (count: number) =>
      eventually(async () => expect(await desk.list()).toHaveLength(count), { within: 20_000 });
    const seenInOrder = (...wanted: number[]) =>
      eventually(() => expect(seen.map(({ n }) => n)).toEqual(wanted), { within: 20_000 });

    beforeEach(() => {
      desk = room.messaging.deadLetters(room.deadLetterTopic);
      seen = [];
      bad = new Set([1]);
    });

    it('shows what lies there: what failed, why, and what is parked behind it', async () => {
      await start();
      await room.publish({ key: 'a', n: 1 }, { key: 'a', n: 2 });
      await failed(2);
      const [head, behind] = await desk.list();
      expect(head).toMatchObject({
        ...{ topic: room.topic, key: 'a', group: room.groupId, reason: 'failed', attempts: 3 },
        ...{ error: 'Error: no good', waitsFor: 'decision' },
      });
      expect(head?.decision).toBeUndefined();
      expect(behind).toMatchObject({ reason: 'parked-behind', attempts: 0, waitsFor: 'key' });
      const message = await desk.read(head!);
      expect(message).toMatchObject({
        topic: room.topic,
        key: 'a',
        headers: noteRecord({ key: 'a', n: 1 }).headers,
      });
      expect(message).toMatchObject({ partition: head?.partition, offset: head?.offset });
      expect(await numbers()).toEqual([1, 2]);
      expect(await room.messaging.listTopics()).toContain(room.deadLetterTopic);
    });

    it('replays a message and what is parked behind it, before what comes later', async () => {
      await start();
      await room.publish({ key: 'a', n: 1 }, { key: 'a', n: 2 }, { key: 'a', n: 3 });
      await failed(3);
      bad.clear();
      const letter = await first();
      await desk.decide([letter], 'replay');
      await room.publish({ key: 'a', n: 4 });
      await seenInOrder(1, 2, 3, 4);
      await failed(0);
      expect(desk.outcomeOf(letter)).toBe('replayed');
      await room.publish({ key: 'a', n: 5 });
      await seenInOrder(1, 2, 3, 4, 5);
    });

    it('keeps a message that fails again, with why, and its key where it is', async () => {
      await start();
      await room.publish({ key: 'a', n: 1 }, { key: 'a', n: 2 });
      await failed(2);
      const before = await first();
      await desk.decide([before], 'replay');
      await eventually(async () => {
        const after = await first();
        expect(after.givenUpAt.getTime()).toBeGreaterThan(before.givenUpAt.getTime());
        expect(after).toMatchObject({ offset: before.offset, attempts: 3, waitsFor: 'decision' });
        expect(after.decision).toBeUndefined();
      });
      expect(await numbers()).toEqual([1, 2]);
      expect(seen).toEqual([]);
    });

    it('stops again at one that fails further behind', async () => {
      await start();
      await room.publish({ key: 'a', n: 1 }, { key: 'a', n: 2 }, { key: 'a', n: 3 }, { key: 'a', n: 4 });
      await failed(4);
      bad = new Set([3]);
      await desk.decide([await first()], 'replay');
      await seenInOrder(1, 2);
      await eventually(async () =>
        expect(await first()).toMatchObject({ reason: 'failed', waitsFor: 'decision' }),
      );
      expect(await numbers()).toEqual([3, 4]);
    });

    it('lets a key go on without a message that is discarded', async () => {
      await start();
      await room.publish({ key: 'a', n: 1 }, { key: 'a', n: 2 }, { key: 'b', n: 1 }, { key: 'b', n: 3 });
      await failed(4);
      const letter = (await desk.list()).find(({ key, reason }) => key === 'a' && reason === 'failed')!;
      await desk.decide([letter], 'discard');
      await room.publish({ key: 'a', n: 4 });
      await seenInOrder(2, 4);
      await failed(2);
      expect(desk.outcomeOf(letter)).toBe('discarded');
      expect((await desk.list()).map(({ key }) => key)).toEqual(['b', 'b']);
    });

    it('lets go of one in the middle, and stays stopped', async () => {
      await start();
      await room.publish({ key: 'a', n: 1 }, { key: 'a', n: 2 }, { key: 'a', n: 3 });
      await failed(3);
      await desk.decide([(await desk.list())[1]!], 'discard');
      await failed(2);
      expect(await numbers()).toEqual([1, 3]);
      expect(seen).toEqual([]);
    });

    it('reads again what could not be read, in its place among the others of its key', async () => {
      let knows = false;
      const decode: typeof readNote = (record) => {
        const note = readNote(record);
        if (note.n === 2 && !knows) throw new Error('not known yet');
        return note;
      };
      await start({ decode });
      await room.publish({ key: 'a', n: 1 }, { key: 'a', n: 2 }, { key: 'a', n: 3 });
      await failed(3);
      expect((await desk.list()).map(({ reason }) => reason)).toEqual([
        'failed',
        'unreadable',
        'parked-behind',
      ]);
      bad.clear();
      await desk.decide((await desk.list()).slice(1, 2), 'replay');
      await desk.decide([await first()], 'replay');
      await seenInOrder(1, 3);
      await eventually(async () =>
        expect(await first()).toMatchObject({ reason: 'unreadable', waitsFor: 'decision' }),
      );
      knows = true;
      await desk.decide([await first()], 'replay');
      await seenInOrder(1, 3, 2);
      await failed(0);
    });

    it('carries out what was decided while no consumer ran', async () => {
      await start();
      await room.publish({ key: 'a', n: 1 }, { key: 'a', n: 2 });
      await failed(2);
      await consumer.stop();
      bad.clear();
      await desk.decide([await first()], 'replay');
      await room.publish({ key: 'a', n: 3 });
      await start();
      await seenInOrder(1, 2, 3);
      await failed(0);
    });

    it('waits with it while the store is away', async () => {
      await start();
      await room.publish({ key: 'a', n: 1 }, { key: 'a', n: 2 });
      await failed(2);
      await consumer.stop();
      let asked = 0;
      let away = true;
      const orAway: typeof handle = (batch) => {
        asked += 1;
        return away ? Promise.reject(new StoreAwayError()) : handle(batch);
      };
      bad.clear();
      await start({ handle: orAway, isUnavailable: (error) => error instanceof StoreAwayError });
      await desk.decide([await first()], 'replay');
      await eventually(() => expect(asked).toBeGreaterThan(2), { within: 20_000 });
      expect(await first()).toMatchObject({ attempts: 3, decision: 'replay', waitsFor: 'consumer' });
      away = false;
      await seenInOrder(1, 2);
      await failed(0);
    });

    it('takes every word for the last one, and the same word twice for one', async () => {
      await start();
      await room.publish({ key: 'a', n: 1 }, { key: 'a', n: 2 });
      await failed(2);
      await consumer.stop();
      bad.clear();
      const letter = await first();
      await desk.decide([letter, letter], 'discard');
      await desk.decide([letter], 'replay');
      await desk.decide([letter], 'replay');
      await start();
      await seenInOrder(1, 2);
      await failed(0);
      await desk.decide([letter], 'replay');
      await room.publish({ key: 'a', n: 3 });
      await seenInOrder(1, 2, 3);
    });

    it('shows a topic without letters as empty', async () => {
      expect(await desk.list()).toEqual([]);
      await desk.decide([], 'replay');
    });
  });
}
