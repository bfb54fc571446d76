import { eventually } from '@ordersaga/test-kit';
import { deadLetterHeader } from '../../src';
import { noteRecord, numbersOf, readNote, type Note } from './notes';
import { CodedError, type Room } from './room';

/** Retries, dead letters and parked keys. */
export function describeGivingUp(room: Room): void {
  describe('messages that fail', () => {
    it('tries a failed message again until it succeeds, and sends nothing to the dead letters', async () => {
      const seen: Note[] = [];
      const events: string[] = [];
      let failures = 2;
      await room.publish({ key: 'a', n: 1 }, { key: 'a', n: 2 });
      const handle = (batch: readonly Note[]) => {
        if (batch.some(({ n }) => n === 1) && batch.length === 1 && failures-- > 0)
          return Promise.reject(new Error('not yet'));
        if (batch.length > 1) return Promise.reject(new Error('one by one, please'));
        return Promise.resolve(void seen.push(...batch));
      };
      await room.consumer({ handle, onEvent: ({ type }) => events.push(type) }).start();
      await eventually(() => expect(numbersOf(seen, 'a')).toEqual([1, 2]));
      expect(events).not.toContain('dead-letter');
    });

    it('gives a message up after its last attempt; it costs only itself and the later ones of its key', async () => {
      const seen: Note[] = [];
      await room.publish({ key: 'a', n: 1 }, { key: 'bad', n: 1 }, { key: 'bad', n: 2 }, { key: 'b', n: 1 });
      const handle = (batch: readonly Note[]) => {
        if (batch.some(({ key, n }) => key === 'bad' && n === 1))
          return Promise.reject(new CodedError('no good'));
        return Promise.resolve(void seen.push(...batch));
      };
      const it = room.consumer({ handle });
      await it.start();
      await eventually(() => expect(seen.map(({ key }) => key).sort()).toEqual(['a', 'b']));
      const [failed, behind] = await room.letters(2);
      expect(failed).toMatchObject({ key: 'bad', headers: { custom: 'header of bad' } });
      expect(failed?.value?.toString()).toBe('{"n":1}');
      expect(failed?.headers).toMatchObject({
        [deadLetterHeader.reason]: 'failed',
        [deadLetterHeader.error]: 'CodedError: no good',
        [deadLetterHeader.errorCode]: 'no-good',
        [deadLetterHeader.topic]: room.topic,
        [deadLetterHeader.group]: `${room.prefix}group`,
        [deadLetterHeader.attempts]: '3',
      });
      expect(failed?.headers[deadLetterHeader.partition]).toMatch(/^[0-2]$/);
      expect(failed?.headers[deadLetterHeader.offset]).toMatch(/^\d+$/);
      expect(behind?.headers[deadLetterHeader.reason]).toBe('parked-behind');
      expect(behind?.value?.toString()).toBe('{"n":2}');
      expect(it.health()).toEqual({ ok: true });
    });

    it('tries no message again whose error says that it would fail again', async () => {
      const calls: Note[][] = [];
      await room.publish({ key: 'bad', n: 1 }, { key: 'good', n: 1 });
      const handle = (batch: readonly Note[]) => {
        calls.push([...batch]);
        return batch.some(({ key }) => key === 'bad')
          ? Promise.reject(new CodedError('no'))
          : Promise.resolve();
      };
      await room.consumer({ handle, isFinal: (error) => error instanceof CodedError }).start();
      const [letter] = await room.letters(1);
      expect(letter?.headers).toMatchObject({
        [deadLetterHeader.reason]: 'failed',
        [deadLetterHeader.attempts]: '1',
      });
      const alone = calls.filter((batch) => batch.length === 1 && batch[0]?.key === 'bad');
      expect(alone).toHaveLength(1);
    });

    it('stops a key at a message that cannot be read, when that is told to stop it', async () => {
      const seen: Note[] = [];
      await room.publish({ key: 'a', n: 1 }, { key: 'a', n: 2 }, { key: 'a', n: 3 }, { key: 'b', n: 1 });
      const decode: typeof readNote = (record) => {
        const note = readNote(record);
        if (note.n === 2) throw new CodedError('not known');
        return note;
      };
      const handle = (batch: readonly Note[]) => Promise.resolve(void seen.push(...batch));
      await room.consumer({ handle, decode, stopsKey: (error) => error instanceof CodedError }).start();
      const letters = await room.letters(2);
      expect(letters.map(({ headers }) => headers[deadLetterHeader.reason])).toEqual([
        'failed',
        'parked-behind',
      ]);
      expect(letters[0]?.headers).toMatchObject({ [deadLetterHeader.attempts]: '0' });
      await eventually(() => expect(seen.map(({ key, n }) => `${key}${n}`).sort()).toEqual(['a1', 'b1']));
    });

    it('keeps a key parked for messages that come later, also after a restart', async () => {
      const seen: Note[] = [];
      const handle = (batch: readonly Note[]) => {
        if (batch.some(({ key, n }) => key === 'bad' && n === 1)) return Promise.reject(new Error('no good'));
        return Promise.resolve(void seen.push(...batch));
      };
      const first = room.consumer({ handle });
      await first.start();
      await room.publish({ key: 'bad', n: 1 });
      await room.letters(1);
      await room.publish({ key: 'bad', n: 2 });
      await room.letters(2);
      await first.stop();
      await room.consumer({ handle }).start();
      await room.publish({ key: 'bad', n: 3 }, { key: 'good', n: 1 });
      expect((await room.letters(3)).map(({ value }) => value?.toString())).toEqual([
        '{"n":1}',
        '{"n":2}',
        '{"n":3}',
      ]);
      await eventually(() => expect(seen).toEqual([{ key: 'good', n: 1 }]));
    });

    it('sends what it cannot read to the dead letters at once; the rest goes on, its key too', async () => {
      const seen: Note[] = [];
      await room.messaging.publisher().publish([
        { topic: room.topic, key: 'a', headers: {}, value: 'not JSON' },
        { topic: room.topic, key: 'a', headers: {}, value: null },
        { topic: room.topic, ...noteRecord({ key: 'a', n: 3 }) },
      ]);
      const calls: number[] = [];
      const handle = (batch: readonly Note[]) => {
        calls.push(batch.length);
        return Promise.resolve(void seen.push(...batch));
      };
      await room.consumer({ handle }).start();
      await eventually(() => expect(seen).toEqual([{ key: 'a', n: 3 }]));
      const found = await room.letters(2);
      expect(found.map(({ headers }) => headers[deadLetterHeader.reason])).toEqual([
        'unreadable',
        'unreadable',
      ]);
      expect(found.map(({ value }) => value?.toString() ?? null)).toEqual(['not JSON', null]);
      expect(calls).toEqual([1]);
    });
  });
}
