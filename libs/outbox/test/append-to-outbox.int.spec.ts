import { createPool, inTransaction, migrate } from '@ordersaga/postgres';
import { freshDatabase, type TestDatabase } from '@ordersaga/test-kit';
import type { Pool } from 'pg';
import { appendToOutbox, outboxMigrations, UnserializablePayloadError, type OutboxMessage } from '../src';

let database: TestDatabase;
let pool: Pool;

beforeAll(async () => {
  database = await freshDatabase('outbox');
  await migrate({ connectionString: database.url, modules: [outboxMigrations] });
  pool = createPool({ connectionString: database.url });
});

afterAll(async () => {
  await pool.end();
  await database.drop();
});

const message = (messageId: string, payload: unknown = { n: 1 }): OutboxMessage => ({
  messageId,
  topic: 'orders',
  key: 'o-1',
  headers: { ce_id: messageId, note: 'quotes " and \\ and {braces}, ümläuts' },
  payload,
});

const rowsOf = async (prefix: string) => {
  const { rows } = await pool.query(
    `SELECT message_id, topic, key, headers, payload::text, tableoid::regclass::text AS partition
     FROM outbox WHERE starts_with(message_id, $1) ORDER BY id`,
    [prefix],
  );
  return rows as { message_id: string; headers: unknown; payload: string; partition: string }[];
};

describe('appending to the outbox', () => {
  it('gives the ids in the order of the messages', async () => {
    const ids = Array.from({ length: 500 }, (_, n) => `order-${(n * 7919) % 500}`);
    await appendToOutbox(
      pool,
      ids.map((id) => message(id)),
    );
    expect((await rowsOf('order-')).map((row) => row.message_id)).toEqual(ids);
  });

  it('keeps headers and payload as they are', async () => {
    const payload = { text: 'a "b" \\ {c}, \u0000 ü 🛒', list: [1, null, { deep: true }], zero: 0 };
    await appendToOutbox(pool, [message('kept-1', payload), message('kept-2', null)]);
    const [first, second] = await rowsOf('kept-');
    expect(JSON.parse(first?.payload ?? '')).toEqual(payload);
    expect(first?.headers).toEqual(message('kept-1').headers);
    expect(second?.payload).toBe('null');
  });

  it('writes nothing when the transaction is rolled back', async () => {
    const failing = inTransaction(pool, async (client) => {
      await appendToOutbox(client, [message('gone')]);
      throw new Error('changed my mind');
    });
    await expect(failing).rejects.toThrow('changed my mind');
    expect(await rowsOf('gone')).toEqual([]);
  });

  it('refuses what is no JSON and writes none of the batch', async () => {
    const circle: Record<string, unknown> = {};
    circle.self = circle;
    for (const payload of [undefined, 1n, circle])
      await expect(
        appendToOutbox(pool, [message('bad-1'), { ...message('bad-2'), payload }]),
      ).rejects.toBeInstanceOf(UnserializablePayloadError);
    expect(await rowsOf('bad-')).toEqual([]);
  });

  it('writes to the partition of the day', async () => {
    await appendToOutbox(pool, [message('today')]);
    expect((await rowsOf('today'))[0]?.partition).toMatch(/^outbox_\d{8}$/);
  });
});
