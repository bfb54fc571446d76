import { randomUUID } from 'node:crypto';
import { createPool, migrate } from '@ordersaga/postgres';
import { freshDatabase, type TestDatabase } from '@ordersaga/test-kit';
import { array, assert, asyncProperty, constant, integer, oneof, record } from 'fast-check';
import type { Pool } from 'pg';
import { createEventStore, eventStoreMigrations, type EventStore, type Fold } from '../src';

/** A state in which a lost, doubled or swapped event shows. */
const fold: Fold<{ readonly digest: number; readonly events: readonly string[] }> = {
  initial: () => ({ digest: 7, events: [] }),
  evolve: ({ digest, events }, { type, version }) => ({
    digest: (digest * 31 + type.charCodeAt(0) * version) % 1_000_003,
    events: [...events, type],
  }),
};

const anyStep = oneof(
  { weight: 3, arbitrary: record({ do: constant('append' as const), count: integer({ min: 1, max: 7 }) }) },
  { weight: 3, arbitrary: record({ do: constant('load' as const), store: integer({ min: 0, max: 1 }) }) },
  { weight: 1, arbitrary: record({ do: constant('lose' as const) }) },
  { weight: 1, arbitrary: record({ do: constant('spoil' as const) }) },
  { weight: 1, arbitrary: record({ do: constant('travel' as const), to: integer({ min: 0, max: 30 }) }) },
);

describe('whenever snapshots are taken, lost or spoilt', () => {
  let database: TestDatabase;
  let pool: Pool;
  let stores: EventStore[];

  beforeAll(async () => {
    database = await freshDatabase('any_snapshots');
    pool = createPool({ connectionString: database.url });
    await migrate({ pool, modules: [eventStoreMigrations] });
    stores = [createEventStore({ pool }), createEventStore({ pool })];
  });
  afterAll(async () => {
    await pool.end();
    await database.drop();
  });

  const append = async (streamId: string, count: number): Promise<void> => {
    const events = Array.from({ length: count }, (_, i) => ({
      eventId: randomUUID(),
      type: String.fromCharCode(97 + ((i * 5 + count) % 26)),
      data: {},
      metadata: {},
      recordedAt: new Date(),
    }));
    await stores[0]?.append([{ streamId, streamType: 'thing', expectedVersion: 'any', events }]);
  };

  it('a fold with them gives what the fold without them gives', async () => {
    let taken = 0;
    const steps = array(anyStep, { minLength: 5, maxLength: 25 });
    const property = asyncProperty(integer({ min: 1, max: 9 }), steps, async (every, all) => {
      const id = randomUUID();
      const kept = { ...fold, snapshot: { version: 1, every } };
      for (const step of all) {
        if (step.do === 'append') await append(id, step.count);
        else if (step.do === 'lose') await pool.query('DELETE FROM snapshots WHERE stream_id = $1', [id]);
        else if (step.do === 'spoil')
          await pool.query("UPDATE snapshots SET state = 'null' WHERE stream_id = $1", [id]);
        else {
          const store = stores[step.do === 'load' ? step.store : 0] as EventStore;
          const limit = step.do === 'travel' ? { toVersion: step.to } : {};
          expect(await store.aggregate(id, kept, limit)).toEqual(await store.aggregate(id, fold, limit));
          await store.snapshotsWritten();
        }
      }
      taken += (await pool.query('SELECT FROM snapshots WHERE stream_id = $1', [id])).rowCount ?? 0;
    });
    await assert(property, { numRuns: 100 });
    expect(taken).toBeGreaterThan(10);
  });
});
