import { eventually } from '@ordersaga/test-kit';
import { keysOf, manyNotes, numbersOf, type Note } from './notes';
import { StoreAwayError, type Room } from './room';

/** Waiting for a store, stopping, resuming, sharing a group. */
export function describeStartingAndStopping(room: Room): void {
  describe('waiting, stopping and resuming', () => {
    it('waits for a store that is away without counting attempts, and says so', async () => {
      const seen: Note[] = [];
      let away = true;
      let tries = 0;
      const handle = (batch: readonly Note[]) => {
        tries += 1;
        if (away) return Promise.reject(new StoreAwayError());
        return Promise.resolve(void seen.push(...batch));
      };
      const isUnavailable = (error: unknown) => error instanceof StoreAwayError;
      const it = room.consumer({ handle, isUnavailable, retry: { attempts: 1 } });
      await it.start();
      await room.publish({ key: 'a', n: 1 }, { key: 'a', n: 2 });
      await eventually(() => expect(tries).toBeGreaterThan(2));
      expect(it.health()).toMatchObject({
        ok: false,
        detail: expect.stringContaining('store-unavailable') as string,
      });
      away = false;
      await eventually(() => expect(numbersOf(seen, 'a')).toEqual([1, 2]));
      await eventually(() => expect(it.health()).toEqual({ ok: true }));
    });

    it('stops promptly while it waits for its store, and resumes at the same place', async () => {
      const handle = () => Promise.reject(new StoreAwayError());
      let waits = 0;
      const onEvent = ({ type }: { type: string }) => (waits += type === 'waiting' ? 1 : 0);
      const first = room.consumer({ handle, isUnavailable: () => true, onEvent });
      await first.start();
      await room.publish({ key: 'a', n: 1 });
      await eventually(() => expect(waits).toBeGreaterThan(0));
      const started = performance.now();
      await first.stop();
      expect(performance.now() - started).toBeLessThan(2000);
      const seen: Note[] = [];
      await room.consumer({ handle: (batch) => Promise.resolve(void seen.push(...batch)) }).start();
      await eventually(() => expect(seen).toEqual([{ key: 'a', n: 1 }]));
    });

    it('finishes what is in hand when it stops, and starts again behind it', async () => {
      const seen: Note[] = [];
      let finish!: () => void;
      const finished = new Promise<void>((resolve) => (finish = resolve));
      let started = false;
      const slow = async (batch: readonly Note[]) => {
        started = true;
        await finished;
        seen.push(...batch);
      };
      const first = room.consumer({ handle: slow });
      await first.start();
      await room.publish({ key: 'a', n: 1 });
      await eventually(() => expect(started).toBe(true));
      const stopped = first.stop();
      finish();
      await stopped;
      expect(seen).toEqual([{ key: 'a', n: 1 }]);
      await room.publish({ key: 'a', n: 2 });
      await room.consumer({ handle: (batch) => Promise.resolve(void seen.push(...batch)) }).start();
      await eventually(() => expect(numbersOf(seen, 'a')).toEqual([1, 2]));
    });

    it('spreads a group over its members, and loses nothing when one leaves', async () => {
      const seen: Note[] = [];
      const handle = (batch: readonly Note[]) => Promise.resolve(void seen.push(...batch));
      const partitions = [0, 0];
      const members = partitions.map((_, index) =>
        room.consumer({
          handle,
          onEvent: (event) => {
            if (event.type === 'joined') partitions[index] = Object.values(event.partitions).flat().length;
          },
        }),
      );
      await Promise.all(members.map((member) => member.start()));
      await eventually(() => expect(partitions.toSorted()).toEqual([1, 2]));
      const notes = manyNotes(10, 20);
      await room.publish(...notes.slice(0, 100));
      await members[0]?.stop();
      await room.publish(...notes.slice(100));
      await eventually(() => {
        for (const key of keysOf(notes))
          expect([...new Set(numbersOf(seen, key))]).toEqual(numbersOf(notes, key));
      });
    });
  });
}
