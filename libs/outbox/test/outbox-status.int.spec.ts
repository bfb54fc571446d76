import { inTransaction } from '@ordersaga/postgres';
import { eventually } from '@ordersaga/test-kit';
import { createRelay } from '../src';
import { TestOutbox } from './outbox-of-a-test';
import { RecordingPublisher } from './recording-publisher';

let outbox: TestOutbox;
let broker: RecordingPublisher;

beforeEach(async () => {
  outbox = await TestOutbox.create('outbox_status');
  broker = new RecordingPublisher();
});

afterEach(() => outbox.drop());

const numbers = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, n) => from + n);

describe('the state of an outbox', () => {
  it('tells backlog, age, dead letters and owner', async () => {
    await outbox.append('k', 1, 2, 3);
    broker.away = true;
    const relay = await outbox.relay(broker);
    await eventually(async () =>
      expect(await relay.status()).toMatchObject({
        backlog: 3,
        deadLetters: 0,
        active: true,
        owner: 'owner-1',
      }),
    );
    expect((await relay.status()).oldestAgeMs).toBeGreaterThan(0);
    broker.away = false;
    await eventually(async () =>
      expect(await relay.status()).toMatchObject({ backlog: 0, oldestAgeMs: null }),
    );
    await relay.stop();
  });

  it('counts what is left of a page that is half way through a step', async () => {
    await outbox.append('k', ...numbers(1, 10));
    let pages = 0;
    const publish = broker.publish.bind(broker);
    broker.publish = async (records) => {
      if ((pages += 1) > 1) throw new Error('away');
      await publish(records);
    };
    const relay = await outbox.relay(broker, { pageSize: 4 });
    await eventually(async () => expect((await relay.status()).backlog).toBe(6));
  });

  it('counts a long backlog, and many dead letters, no further than to 100,001', async () => {
    await fill('outbox', 100_500);
    await fill('outbox_dead_letters', 100_500);
    expect(await idleRelay().status()).toMatchObject({ backlog: 100_001, deadLetters: 100_001 });
  });

  it('costs next to nothing when all is read, however much is kept', async () => {
    await fill('outbox', 30_000);
    const relay = await outbox.relay(broker);
    await eventually(async () => expect((await relay.status()).backlog).toBe(0));
    const question = 'SELECT unread.* FROM outbox_relays, outbox_count_backlog(cursor, 100001) AS unread';
    const rows = await inTransaction(outbox.pool, async (client) => {
      // The first time a connection also looks up the tables.
      await client.query(question);
      const explain = `EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) ${question}`;
      return (await client.query<{ 'QUERY PLAN': [{ Plan: Record<string, number> }] }>(explain)).rows;
    });
    const plan = rows[0]?.['QUERY PLAN'][0].Plan ?? {};
    expect(Number(plan['Shared Hit Blocks']) + Number(plan['Shared Read Blocks'])).toBeLessThan(150);
  });

  it('asks one question at a time, and only a cheap one to be ready', async () => {
    const relay = idleRelay();
    await inTransaction(outbox.pool, async (client) => {
      await client.query('LOCK TABLE outbox IN ACCESS EXCLUSIVE MODE');
      const asked = [relay.status(), relay.status(), relay.status(), relay.status()];
      await Promise.all(asked.map(() => relay.checkReady()));
      await eventually(async () => expect(await questionsUnderWay()).toBe(1));
      await client.query('COMMIT');
      const answers = await Promise.all(asked);
      expect(answers.map(({ backlog }) => backlog)).toEqual([0, 0, 0, 0]);
    });
  });

  it('is not ready before the outbox is migrated', async () => {
    await outbox.pool.query('ALTER TABLE outbox_relays RENAME TO not_yet');
    await expect(idleRelay().checkReady()).rejects.toMatchObject({ code: '42P01' });
  });

  /** One that is only asked. */
  function idleRelay() {
    const relay = createRelay({
      outbox: { name: 'test', connectionString: outbox.url },
      publisher: broker,
      owner: 'idle',
    });
    outbox.relays.push(relay);
    return relay;
  }

  /** Rows of one transaction, with numbers of their own in either table. */
  async function fill(table: 'outbox' | 'outbox_dead_letters', rows: number): Promise<void> {
    const id = table === 'outbox' ? 'id' : 'outbox_id';
    await outbox.pool.query(
      `INSERT INTO ${table} (${id}, message_id, topic, key, headers, payload, created_at)
       SELECT n, n, 'orders', 'k', '{}', '{}', clock_timestamp() FROM generate_series(1, $1) AS n`,
      [rows],
    );
  }

  async function questionsUnderWay(): Promise<number> {
    const { rows } = await outbox.pool.query(
      `SELECT FROM pg_stat_activity
       WHERE application_name LIKE 'outbox-relay%' AND datname = current_database() AND wait_event_type = 'Lock'`,
    );
    return rows.length;
  }
});
