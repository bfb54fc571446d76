import { eventually } from '@ordersaga/test-kit';
import { TestOutbox } from './outbox-of-a-test';
import { RecordingPublisher } from './recording-publisher';

let outbox: TestOutbox;

beforeEach(async () => {
  outbox = await TestOutbox.create('partitions');
});

afterEach(() => outbox.drop());

const partitions = async () => {
  const { rows } = await outbox.pool.query<{ name: string }>(
    `SELECT inhrelid::regclass::text AS name FROM pg_inherits WHERE inhparent = 'outbox'::regclass ORDER BY name`,
  );
  return rows.map((row) => row.name);
};

const call = async (what: string) => {
  const { rows } = await outbox.pool.query<{ n: number }>(`SELECT ${what} AS n`);
  return rows[0]?.n;
};

/** A partition of a day long past, with one row in it. */
async function oldPartition(): Promise<void> {
  await outbox.pool.query(
    `CREATE TABLE outbox_20200101 PARTITION OF outbox FOR VALUES FROM ('2020-01-01Z') TO ('2020-01-02Z')`,
  );
  await writeAt('2020-01-01T12:00:00Z');
}

const writeAt = (time: string) =>
  outbox.pool.query(
    `INSERT INTO outbox (message_id, topic, key, headers, payload, created_at) VALUES ('m', 'orders', 'k', '{}', '1', $1)`,
    [time],
  );

async function publishEverything(): Promise<void> {
  const relay = await outbox.relay(new RecordingPublisher(), { keepMs: 1e12 });
  await eventually(async () => expect((await relay.status()).backlog).toBe(0));
  await relay.stop();
}

describe('the partitions of an outbox', () => {
  it('are there for today and three days more, and are created once', async () => {
    expect(await partitions()).toHaveLength(5);
    expect(await call('outbox_create_partitions(3)')).toBe(0);
    expect(await call('outbox_create_partitions(5)')).toBe(2);
  });

  it('never fail an insert: the default one takes what no other takes', async () => {
    await writeAt('2031-01-01T00:00:00Z');
    expect(await call('(SELECT count(*)::int FROM outbox_default)')).toBe(1);
  });

  it('are dropped once they are read and old', async () => {
    await oldPartition();
    await publishEverything();
    expect(await call(`outbox_drop_partitions('1 day')`)).toBe(1);
    expect(await partitions()).not.toContain('outbox_20200101');
  });

  it('are kept while a row in them was not read', async () => {
    await oldPartition();
    expect(await call(`outbox_drop_partitions('1 day')`)).toBe(0);
    await publishEverything();
    await writeAt('2020-01-01T13:00:00Z');
    expect(await call(`outbox_drop_partitions('1 day')`)).toBe(0);
    expect(await partitions()).toContain('outbox_20200101');
  });

  it('are kept while a transaction that wrote to them is open', async () => {
    await oldPartition();
    await publishEverything();
    const open = await outbox.pool.connect();
    await open.query('BEGIN');
    await open.query(
      `INSERT INTO outbox (message_id, topic, key, headers, payload, created_at) VALUES ('m', 'orders', 'k', '{}', '1', '2020-01-01T14:00:00Z')`,
    );
    await expect(call(`outbox_drop_partitions('1 day')`)).rejects.toMatchObject({ code: '55P03' });
    await open.query('COMMIT');
    open.release();
    expect(await call(`outbox_drop_partitions('1 day')`)).toBe(0);
  });

  it('are kept until they are old enough', async () => {
    await oldPartition();
    await publishEverything();
    expect(await call(`outbox_drop_partitions('100 years')`)).toBe(0);
  });

  it('leave a day to the default partition whose rows are there already', async () => {
    await outbox.pool.query(`SELECT outbox_create_partitions(3)`);
    const day = `(date_trunc('day', now() AT TIME ZONE 'UTC') + interval '4 days 1 hour') AT TIME ZONE 'UTC'`;
    const { rows } = await outbox.pool.query<{ day: Date }>(`SELECT ${day} AS day`);
    await writeAt(rows[0]?.day.toISOString() ?? '');
    expect(await call('outbox_create_partitions(5)')).toBe(1);
  });

  it('of the default kind are emptied under the same conditions', async () => {
    await writeAt('2019-01-01T00:00:00Z');
    expect(await call(`outbox_drop_partitions('1 day')`)).toBe(0);
    await publishEverything();
    expect(await call(`outbox_drop_partitions('1 day')`)).toBe(1);
    const { rows } = await outbox.pool.query('SELECT FROM outbox');
    expect(rows).toEqual([]);
  });
});
