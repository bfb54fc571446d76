import { randomUUID } from 'node:crypto';
import { createPool, isUnavailable, migrate } from '@ordersaga/postgres';
import { freshDatabase, type TestDatabase } from '@ordersaga/test-kit';
import type { Pool } from 'pg';
import {
  AppendsFailedError,
  createEventStore,
  eventStoreMigrations,
  type AppendRequest,
  type EventStore,
  type NewEvent,
} from '../src';

const event = (type: string): NewEvent => ({
  eventId: randomUUID(),
  type,
  data: {},
  metadata: {},
  recordedAt: new Date(),
});
const request = (
  streamId: string,
  expectedVersion: AppendRequest['expectedVersion'],
  type: string,
): AppendRequest => ({ streamId, streamType: 'thing', expectedVersion, events: [event(type)] });

describe('many appends of one caller', () => {
  let database: TestDatabase;
  let pool: Pool;
  let store: EventStore;

  beforeAll(async () => {
    database = await freshDatabase('append_many');
    pool = createPool({ connectionString: database.url });
    await migrate({ pool, modules: [eventStoreMigrations] });
    store = createEventStore({ pool });
  });
  afterAll(async () => {
    await pool.end();
    await database.drop();
  });

  const typesOf = async (streamId: string): Promise<string[]> =>
    (await store.load(streamId)).map(({ type }) => type);

  it('tells what became of each of many, when some of them cannot be appended', async () => {
    const ids = Array.from({ length: 5 }, () => randomUUID());
    await store.append([request(ids[1]!, 'none', 'a')]);
    const bad = { ...event('bad'), eventId: 'nope' };
    const requests = [
      request(ids[0]!, 'none', 'a'),
      request(ids[1]!, 'none', 'b'),
      { ...request(ids[2]!, 'none', 'a'), events: [bad] },
      request(ids[3]!, 'none', 'what Postgres refuses: \0'),
      request(ids[4]!, 'any', 'a'),
    ];
    const error: unknown = await store.append(requests).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(AppendsFailedError);
    const { outcomes } = error as AppendsFailedError;
    expect(isUnavailable(error)).toBe(false);
    // Told only when all of them are decided.
    expect(await Promise.all(ids.map((id) => typesOf(id)))).toEqual([['a'], ['a'], [], [], ['a']]);
    expect(outcomes).toMatchObject([
      { value: { appended: true, version: 1 } },
      { value: { appended: false, version: 1 } },
      { reason: { code: 'append-invalid', streamId: ids[2] } },
      { reason: { code: '22021' } },
      { value: { appended: true, version: 1 } },
    ]);
  });

  it('takes more at once than may wait for others', async () => {
    const ids = Array.from({ length: 5_500 }, () => randomUUID());
    const verdicts = await store.append(ids.map((id) => request(id, 'none', 'a')));
    expect(verdicts).toHaveLength(ids.length);
    expect(verdicts.every(({ appended }) => appended)).toBe(true);
  });
});
