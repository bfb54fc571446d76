import { randomUUID } from 'node:crypto';
import { inTransaction } from '@ordersaga/postgres';
import { eventually } from '@ordersaga/test-kit';
import type { Pool } from 'pg';
import type { AppendRequest, EventStore } from '../src';
import { request, StoreOfThings } from './things';

describe('appends of several transactions to streams they have in common', () => {
  let things: StoreOfThings;
  let pool: Pool;
  let store: EventStore;

  beforeAll(async () => {
    things = await StoreOfThings.open('append_under_load');
    ({ pool, store } = things);
  });
  afterAll(() => things?.close());

  /** Waits until that many backends wait for a lock. */
  const waiting = (count: number): Promise<void> =>
    eventually(async () => {
      const { rows } = await pool.query<{ count: string }>(
        `SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
      );
      expect(rows[0]?.count).toBe(String(count));
    });

  it('never wait for each other in a circle, also where a stream is new to one and old to another', async () => {
    const [old, fresh] = [randomUUID(), randomUUID()];
    await store.append([request(old, 'none', 'a')]);
    const batches: Promise<unknown>[] = [];
    await inTransaction(pool, async (holder) => {
      await holder.query('SELECT FROM streams WHERE stream_id = $1 FOR UPDATE', [old]);
      batches.push(store.appendWithin(pool, [request(old, 'any', 'a'), request(fresh, 'any', 'a')]));
      await waiting(1);
      batches.push(store.appendWithin(pool, [request(fresh, 'none', 'a'), request(old, 'any', 'a')]));
      await waiting(2);
    });
    await Promise.all(batches);
    expect(await store.load(old)).toHaveLength(3);
    expect((await store.load(fresh)).map(({ version }) => version)).toEqual([1]);
  });

  it('get through in whatever order their batches name the streams', async () => {
    const ids = Array.from({ length: 6 }, () => randomUUID());
    const batch = (start: number): AppendRequest[] =>
      ids.map((_, i) => request(ids[(start + (start % 2 ? i : -i) + 600) % 6] as string, 'any', 'a'));
    const verdicts = await Promise.all(
      Array.from({ length: 60 }, (_, i) => store.appendWithin(pool, batch(i))),
    );
    expect(verdicts.flat().every(({ appended }) => appended)).toBe(true);
    for (const events of (await store.loadStreams(undefined, ids)).values())
      expect(events.map(({ version }) => version)).toEqual(Array.from({ length: 60 }, (_, i) => i + 1));
  });
});
