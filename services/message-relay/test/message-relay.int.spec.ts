import { listDeadLetters, replayDeadLetters } from '@ordersaga/outbox';
import { inTransaction } from '@ordersaga/postgres';
import { eventually } from '@ordersaga/test-kit';
import { numbersOf, RelayUnderTest } from './relay-under-test';

jest.setTimeout(60_000);

let test: RelayUnderTest;

beforeEach(() => {
  test = new RelayUnderTest();
});

afterEach(() => test.close());

interface Outboxes {
  readonly outboxes: {
    name: string;
    backlog: number | null;
    oldestAgeMs: number | null;
    deadLetters: number | null;
    active: boolean | null;
    owner: string | null;
  }[];
}

const get = async (url: string, path: string) => {
  const response = await fetch(url + path);
  return { status: response.status, text: await response.text() };
};

const outboxesOf = async (url: string) =>
  (JSON.parse((await get(url, '/outboxes')).text) as Outboxes).outboxes;

const numbers = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, n) => from + n);

describe('the message relay', () => {
  it('brings rows to Kafka, each key in order, headers intact, the value as JSON', async () => {
    await test.outboxes(['order']);
    const topic = await test.topic('events');
    await test.append('order', topic, 'a', ...numbers(1, 300));
    await test.start();
    await test.append('order', topic, 'b', ...numbers(1, 50));
    await test.append('order', topic, 'a', ...numbers(301, 310));
    const records = await test.received(topic);
    await eventually(() => expect(records).toHaveLength(360), { within: 20_000 });
    expect(numbersOf(records, 'a')).toEqual(numbers(1, 310));
    expect(numbersOf(records, 'b')).toEqual(numbers(1, 50));
    const first = records.find((record) => record.key === 'a');
    expect(first?.headers).toEqual({ ce_id: 'a-1', 'content-type': 'application/json', note: 'größer' });
    expect(first?.value?.toString()).toBe('{"n":1}');
  });

  it('sets refused rows aside with what follows on their key, and replays them in order', async () => {
    await test.outboxes(['order']);
    const small = await test.topic('small', { 'max.message.bytes': '2000' });
    await test.append('order', small, 'a', 1);
    const huge = {
      messageId: 'huge',
      topic: small,
      key: 'a',
      headers: {},
      payload: { n: 2, x: 'x'.repeat(5000) },
    };
    await test.pool('order').query({
      text: 'SELECT outbox_append($1, $2, $3, $4::json[], $5::json[])',
      values: [['huge'], [small], ['a'], ['{}'], [JSON.stringify(huge.payload)]],
    });
    await test.append('order', small, 'a', 3);
    await test.append('order', small, 'b', 1, 2);
    const relay = await test.start();
    const records = await test.received(small);
    // A refused send may have got through in part, and then comes again: at least once, in order.
    const once = (key: string) => [...new Set(numbersOf(records, key))];
    await eventually(() => expect(once('b')).toEqual([1, 2]), { within: 20_000 });
    await eventually(async () => expect(await listDeadLetters(test.pool('order'))).toHaveLength(2));
    expect(once('a')).toEqual([1]);
    expect(await outboxesOf(relay.url)).toMatchObject([{ name: 'order', backlog: 0, deadLetters: 2 }]);
    const [refused] = await listDeadLetters(test.pool('order'));
    await test
      .pool('order')
      .query(`UPDATE outbox_dead_letters SET payload = '{"n":2}' WHERE outbox_id = $1`, [refused?.id]);
    await replayDeadLetters(test.pool('order'), { key: 'a' });
    await eventually(() => expect(once('a')).toEqual([1, 2, 3]));
  });

  it('tells the state of its outboxes, its health and its metrics', async () => {
    await test.outboxes(['order', 'stock']);
    const topic = await test.topic('events');
    await test.append('order', topic, 'a', 1, 2, 3);
    const { url, owner } = await test.start();
    const idle = { backlog: 0, oldestAgeMs: null, deadLetters: 0, active: true, owner };
    await eventually(async () =>
      expect(await outboxesOf(url)).toEqual([
        { name: 'order', ...idle },
        { name: 'stock', ...idle },
      ]),
    );
    expect((await get(url, '/livez')).status).toBe(200);
    const ready = await eventually(async () => {
      const answer = await get(url, '/readyz');
      expect(answer.status).toBe(200);
      return answer;
    });
    expect(Object.keys((JSON.parse(ready.text) as { dependencies: object }).dependencies)).toEqual([
      'kafka',
      'outbox order',
      'outbox stock',
    ]);
    const metrics = (await get(url, '/metrics')).text;
    expect(metrics).toMatch(/outbox_published_rows_total\{outbox="order".*\} 3/);
    expect(metrics).toMatch(/outbox_backlog_rows\{outbox="stock".*\} 0/);
    expect(metrics).toMatch(/outbox_commit_to_ack_seconds_count\{.*outbox="order"\} 3/);
  });

  it('is ready without counting, so also while a count takes long', async () => {
    await test.outboxes(['order']);
    const { url } = await test.start();
    await eventually(async () => expect((await get(url, '/readyz')).status).toBe(200));
    await inTransaction(test.pool('order'), async (client) => {
      await client.query('LOCK TABLE outbox IN ACCESS EXCLUSIVE MODE');
      const counts = get(url, '/metrics');
      expect((await get(url, '/readyz')).status).toBe(200);
      await client.query('COMMIT');
      expect((await counts).text).toMatch(/outbox_backlog_rows\{outbox="order".*\} 0/);
    });
  });

  it('waits for an outbox that is not migrated yet, and publishes the others', async () => {
    await test.outboxes(['order']);
    await test.outboxes(['late'], { migrated: false });
    const topic = await test.topic('events');
    const { url } = await test.start();
    const records = await test.received(topic);
    await test.append('order', topic, 'a', 1);
    await eventually(() => expect(numbersOf(records, 'a')).toEqual([1]), { within: 20_000 });
    expect((await outboxesOf(url)).map(({ name, backlog }) => [name, backlog])).toEqual([
      ['order', 0],
      ['late', null],
    ]);
    expect((await get(url, '/readyz')).status).toBe(503);
    await test.migrate('late');
    await test.append('late', topic, 'b', 1);
    await eventually(() => expect(numbersOf(records, 'b')).toEqual([1]));
  });
});

describe('two instances of the message relay', () => {
  it('spread the outboxes, and the one that is left takes them all', async () => {
    await test.outboxes(['order', 'stock', 'payment']);
    const topic = await test.topic('events');
    const one = await test.start();
    const actives = async (relay: { url: string }) =>
      (await outboxesOf(relay.url)).filter((outbox) => outbox.active).length;
    await eventually(async () => expect(await actives(one)).toBe(3));
    const two = await test.start();
    await eventually(async () => expect([await actives(one), await actives(two)].sort()).toEqual([1, 2]), {
      within: 20_000,
    });
    await one.stop();
    await eventually(async () => expect(await actives(two)).toBe(3), { within: 2_000 });
    const records = await test.received(topic);
    for (const outbox of ['order', 'stock', 'payment']) await test.append(outbox, topic, outbox, 1);
    await eventually(() => expect(records).toHaveLength(3), { within: 20_000 });
  });

  it('publish every row once, in order, while they change places', async () => {
    await test.outboxes(['order']);
    const topic = await test.topic('events');
    const records = await test.received(topic);
    let relay = await test.start();
    for (const from of [1, 101, 201, 301]) {
      await test.append('order', topic, 'a', ...numbers(from, from + 99));
      const next = await test.start();
      await relay.stop();
      relay = next;
    }
    await eventually(() => expect(records).toHaveLength(400), { within: 20_000 });
    expect(numbersOf(records, 'a')).toEqual(numbers(1, 400));
  });
});
