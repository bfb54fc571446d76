import { eventually, freshDatabase, type TestDatabase } from '@ordersaga/test-kit';
import { Client } from 'pg';
import { createOutboxHint } from '../src';

let database: TestDatabase;
let listener: Client;
let heard: number[];

beforeEach(async () => {
  database = await freshDatabase('hint');
  listener = new Client({ connectionString: database.url });
  heard = [];
  listener.on('error', () => undefined);
  listener.on('notification', () => heard.push(performance.now()));
  await listener.connect();
  await listener.query('LISTEN outbox_rows');
});

afterEach(async () => {
  await listener.end();
  await database.drop();
});

describe('the outbox hint', () => {
  it('is sent for a single call', async () => {
    const hint = createOutboxHint({ connectionString: database.url });
    hint.notify();
    await eventually(() => expect(heard).toHaveLength(1));
    await hint.close();
  });

  it('joins calls that come close together, and never leaves the last one out', async () => {
    const hint = createOutboxHint({ connectionString: database.url, minIntervalMs: 50 });
    hint.notify();
    await eventually(() => expect(heard).toHaveLength(1), { every: 1 });
    for (let call = 0; call < 1000; call += 1) hint.notify();
    await eventually(() => expect(heard).toHaveLength(2));
    await hint.close();
    expect(heard).toHaveLength(2);
  });

  it('finds its connection again after it was broken', async () => {
    const hint = createOutboxHint({ connectionString: database.url, reconnectMs: 10 });
    hint.notify();
    await eventually(() => expect(heard).toHaveLength(1));
    await listener.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'outbox-hint' AND datname = current_database()`,
    );
    await eventually(() => {
      hint.notify();
      expect(heard.length).toBeGreaterThan(1);
    });
    await hint.close();
  });

  it('keeps quiet about a database that does not answer', async () => {
    const hint = createOutboxHint({ connectionString: 'postgres://127.0.0.1:1/nothing' });
    expect(() => hint.notify()).not.toThrow();
    await hint.close();
    expect(() => hint.notify()).not.toThrow();
  });
});
