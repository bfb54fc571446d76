import { eventually, openTransaction } from '@ordersaga/test-kit';
import { appendToOutbox, createOutboxHint } from '../src';
import { message, TestOutbox } from './outbox-of-a-test';
import { RecordingPublisher } from './recording-publisher';

let outbox: TestOutbox;
let broker: RecordingPublisher;

beforeEach(async () => {
  outbox = await TestOutbox.create('relay');
  broker = new RecordingPublisher();
});

afterEach(() => outbox.drop());

const numbers = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, n) => from + n);
const texts = (from: number, to: number) => numbers(from, to).map(String);

describe('the relay of a Postgres outbox', () => {
  it('publishes what is there and what comes, each key in its order', async () => {
    await appendToOutbox(
      outbox.pool,
      numbers(1, 250).map((n) => message(`k${n % 5}`, n)),
    );
    await outbox.relay(broker, { pageSize: 40 });
    await outbox.append('k0', 251, 252);
    await eventually(() => expect(broker.records).toHaveLength(252));
    expect(broker.of('k0')).toEqual([...texts(1, 250).filter((n) => Number(n) % 5 === 0), '251', '252']);
    expect(broker.mostInFlight).toBe(1);
  });

  it('does not lose a row that is committed late, nor wait for it', async () => {
    await outbox.relay(broker);
    const late = await openTransaction(outbox.pool);
    try {
      await appendToOutbox(late, [message('late', 1)]);
      await outbox.append('k', 1, 2, 3);
      await eventually(() => expect(broker.of('k')).toEqual(['1', '2', '3']));
      expect(broker.of('late')).toEqual([]);
      await late.query('COMMIT');
      await eventually(() => expect(broker.of('late')).toEqual(['1']));
    } finally {
      late.release();
    }
    expect(broker.records).toHaveLength(4);
  });

  it('keeps the order of a key that many transactions write, one after the other', async () => {
    await outbox.relay(broker, { pageSize: 7 });
    const writers = ['a', 'b', 'c', 'd', 'e', 'f'].map((key) => outbox.append(key, ...numbers(1, 50)));
    await Promise.all(writers);
    await eventually(() => expect(broker.records).toHaveLength(300));
    for (const key of ['a', 'b', 'c', 'd', 'e', 'f']) expect(broker.of(key)).toEqual(texts(1, 50));
  });

  it('is woken by a hint long before the next poll', async () => {
    const times: number[] = [];
    await outbox.relay(broker, { pollMs: 60_000, events: { published: (some) => times.push(...some) } });
    await outbox.append('k', 0);
    const hint = createOutboxHint({ connectionString: outbox.url });
    await eventually(() => {
      hint.notify();
      expect(broker.records).toHaveLength(1);
    });
    times.length = 0;
    for (const n of numbers(1, 20)) {
      await outbox.append('k', n);
      hint.notify();
      await eventually(() => expect(times).toHaveLength(n), { every: 1 });
    }
    await hint.close();
    expect(times.sort((a, b) => a - b)[10]).toBeLessThan(50);
  });

  it('does without hints', async () => {
    const relay = await outbox.relay(broker, { pollMs: 30 });
    await eventually(async () => expect((await relay.status()).active).toBe(true));
    await outbox.append('k', 1);
    await eventually(() => expect(broker.of('k')).toEqual(['1']));
  });

  it('waits for a database that is not migrated yet, and says so once', async () => {
    await outbox.pool.query('ALTER TABLE outbox_relays RENAME TO not_yet');
    const lines: string[] = [];
    const note = (_fields: object, text: string) => lines.push(text);
    const logger = { info: note, warn: note, error: note };
    const relay = await outbox.relay(broker, { logger });
    await eventually(() => expect(lines).toEqual(['the outbox is not migrated yet; waiting for it']));
    await outbox.append('k', 1);
    await outbox.pool.query('ALTER TABLE not_yet RENAME TO outbox_relays');
    await eventually(() => expect(broker.of('k')).toEqual(['1']));
    expect(lines.filter((line) => line.includes('not migrated'))).toHaveLength(1);
    expect((await relay.status()).backlog).toBe(0);
  });

  it('goes on after its connections were cut', async () => {
    await outbox.relay(broker);
    await outbox.append('k', 1);
    await eventually(() => expect(broker.of('k')).toEqual(['1']));
    await outbox.pool.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
       WHERE application_name LIKE 'outbox-relay%' AND datname = current_database()`,
    );
    await outbox.append('k', 2);
    await eventually(() => expect(broker.of('k')).toContain('2'));
  });
});
