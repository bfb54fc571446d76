import { eventually } from '@ordersaga/test-kit';
import type { ReceivedRecord } from '../../src';
import { keysOf, manyNotes, numbersOf, readNote, type Note } from './notes';
import { quick, type Room } from './room';

/** Order within a key, batches, and what is skipped. */
export function describeOrder(room: Room): void {
  describe('order and batches', () => {
    it('gives every message of a key in its order, in batches of one partition', async () => {
      const notes = manyNotes(7, 30);
      const seen: Note[] = [];
      await room.publish(...notes);
      await room.consumer({ handle: (batch) => Promise.resolve(void seen.push(...batch)) }).start();
      await eventually(() => expect(seen).toHaveLength(notes.length));
      for (const key of keysOf(notes)) expect(numbersOf(seen, key)).toEqual(numbersOf(notes, key));
    });

    it('keeps the order of keys while handlers fail now and then', async () => {
      const notes = manyNotes(5, 20);
      const seen: Note[] = [];
      let calls = 0;
      const handle = (batch: readonly Note[]) => {
        calls += 1;
        if (calls % 2 === 0) return Promise.reject(new Error('now and then'));
        return Promise.resolve(void seen.push(...batch));
      };
      await room.publish(...notes);
      await room
        .consumer({ handle, maxBatchSize: 4, concurrency: 1, retry: { ...quick, attempts: 10 } })
        .start();
      await eventually(() => expect(seen).toHaveLength(notes.length));
      for (const key of keysOf(notes)) expect(numbersOf(seen, key)).toEqual(numbersOf(notes, key));
    });

    it('gives no more than the batch size at once', async () => {
      const sizes: number[] = [];
      await room.publish(...manyNotes(1, 25));
      const handle = (batch: readonly Note[]) => Promise.resolve(void sizes.push(batch.length));
      await room.consumer({ handle, maxBatchSize: 10 }).start();
      await eventually(() => expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(25));
      expect(Math.max(...sizes)).toBeLessThanOrEqual(10);
    });

    it('skips messages that are not for it', async () => {
      const seen: Note[] = [];
      await room.publish(...manyNotes(1, 10));
      const decode = (record: ReceivedRecord) => {
        const note = readNote(record);
        return note.n % 2 === 0 ? note : undefined;
      };
      await room.consumer({ decode, handle: (batch) => Promise.resolve(void seen.push(...batch)) }).start();
      await eventually(() => expect(seen.map(({ n }) => n)).toEqual([2, 4, 6, 8, 10]));
    });
  });
}
