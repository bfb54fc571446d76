import { randomUUID } from 'node:crypto';
import { outboxMigrations } from '@ordersaga/outbox';
import { createPool, migrate } from '@ordersaga/postgres';
import { freshDatabase, type TestDatabase } from '@ordersaga/test-kit';
import {
  array,
  assert,
  asyncProperty,
  boolean,
  constantFrom,
  integer,
  oneof,
  record,
  type Arbitrary,
} from 'fast-check';
import type { Pool } from 'pg';
import { createEventStore, eventStoreMigrations, type AppendRequest, type Verdict } from '../src';

/** What an event store promises, in its simplest form: a list of event ids per stream. */
class ListPerStream {
  readonly streams = new Map<string, string[]>();
  readonly announced: string[] = [];

  append({ streamId, expectedVersion, events, outbox = [] }: AppendRequest): Verdict {
    const stream = this.streams.get(streamId) ?? [];
    const wanted = expectedVersion === 'none' ? 0 : expectedVersion;
    if (wanted !== 'any' && wanted !== stream.length)
      return { streamId, appended: false, version: stream.length };
    this.streams.set(streamId, [...stream, ...events.map(({ eventId }) => eventId)]);
    this.announced.push(...outbox.map(({ messageId }) => messageId));
    return { streamId, appended: true, version: stream.length + events.length };
  }
}

const anyRequest = record({
  stream: integer({ min: 0, max: 3 }),
  expectedVersion: oneof(constantFrom('none' as const, 'any' as const), integer({ min: 0, max: 6 })),
  events: integer({ min: 1, max: 3 }),
  announced: boolean(),
});
type AnyRequest = typeof anyRequest extends Arbitrary<infer T> ? T : never;

/** A request under names that no other run uses; the topic of its messages is the run's name. */
function toRequest(run: string, { stream, expectedVersion, events, announced }: AnyRequest): AppendRequest {
  const streamId = `${run}-${stream}`;
  const ids = Array.from({ length: events }, () => randomUUID());
  const message = { topic: run, key: streamId, headers: {}, payload: null };
  const recordedAt = new Date();
  return {
    streamId,
    streamType: 'thing',
    expectedVersion,
    events: ids.map((eventId) => ({ eventId, type: 't', data: {}, metadata: {}, recordedAt })),
    ...(announced && { outbox: ids.map((messageId) => ({ ...message, messageId })) }),
  };
}

describe('whatever is appended, in whatever groups', () => {
  let database: TestDatabase;
  let pool: Pool;

  beforeAll(async () => {
    database = await freshDatabase('any_sequence');
    pool = createPool({ connectionString: database.url });
    await migrate({ pool, modules: [outboxMigrations, eventStoreMigrations] });
  });
  afterAll(async () => {
    await pool.end();
    await database.drop();
  });

  const storedStreams = async (run: string): Promise<Map<string, string[]>> => {
    const ids = [0, 1, 2, 3].map((stream) => `${run}-${stream}`);
    const streams = await createEventStore({ pool }).loadStreams(pool, ids);
    return new Map([...streams].map(([id, events]) => [id, events.map(({ eventId }) => eventId)]));
  };
  const outboxOf = async (run: string): Promise<string[]> => {
    const text = 'SELECT message_id FROM outbox WHERE topic = $1 ORDER BY message_id';
    return (await pool.query<{ message_id: string }>(text, [run])).rows.map((row) => row.message_id);
  };

  it('the verdicts, the streams and the outbox are those of a list per stream', async () => {
    const calls = array(array(anyRequest, { maxLength: 12 }), { maxLength: 5 });
    const property = asyncProperty(calls, async (groups) => {
      const [run, store, model] = [randomUUID(), createEventStore({ pool }), new ListPerStream()];
      for (const group of groups) {
        const requests = group.map((request) => toRequest(run, request));
        const expected = requests.map((request) => model.append(request));
        expect(await store.append(requests)).toEqual(expected);
      }
      expect(await storedStreams(run)).toEqual(model.streams);
      expect(await outboxOf(run)).toEqual(model.announced.sort());
    });
    await assert(property, { numRuns: 100 });
  });
});
