import { createPool } from '@ordersaga/postgres';
import { eventually } from '@ordersaga/test-kit';
import { OutboxObserver } from '../src/relay/outbox-observer';
import { PostgresRelayStore } from '../src/relay/postgres-relay-store';
import type { Lease } from '../src/relay/relay-store';
import { TestOutbox } from './outbox-of-a-test';
import { RecordingPublisher } from './recording-publisher';

let outbox: TestOutbox;
let broker: RecordingPublisher;

beforeEach(async () => {
  outbox = await TestOutbox.create('relay_lease');
  broker = new RecordingPublisher();
});

afterEach(() => outbox.drop());

const later = { cluster: '1', previous: '5:5:', current: null, lastId: '0' };

async function take(store: PostgresRelayStore, owner: string, ttlMs = 60_000): Promise<Lease> {
  const acquisition = await store.acquire(owner, ttlMs, 0);
  if (!('lease' in acquisition)) throw new Error(`${owner} did not get the lease`);
  return acquisition.lease;
}

describe('two relays of one outbox', () => {
  it('publish each row once: one is active, the other stands by', async () => {
    const relays = [await outbox.relay(broker), await outbox.relay(broker)];
    await outbox.append('k', 1, 2, 3);
    await eventually(() => expect(broker.of('k')).toEqual(['1', '2', '3']));
    const active = await Promise.all(relays.map(async (relay) => (await relay.status()).active));
    expect(active.sort()).toEqual([false, true]);
  });

  it('change places at once when the active one stops', async () => {
    const first = await outbox.relay(broker, { leaseTtlMs: 60_000 });
    await eventually(async () => expect((await first.status()).active).toBe(true));
    const second = await outbox.relay(broker, { leaseTtlMs: 60_000 });
    await outbox.append('k', 1);
    await eventually(() => expect(broker.of('k')).toEqual(['1']));
    await first.stop();
    await outbox.append('k', 2);
    await eventually(() => expect(broker.of('k')).toEqual(['1', '2']), { within: 2_000 });
    expect((await second.status()).active).toBe(true);
  });

  it('change places once the lease of a dead one has expired, and nothing is lost', async () => {
    const store = new PostgresRelayStore(outbox.pool, 'kafka');
    await take(store, 'dies', 400);
    await outbox.append('k', 1, 2);
    await outbox.relay(broker, { leaseTtlMs: 400 });
    expect(broker.records).toEqual([]);
    await eventually(() => expect(broker.of('k')).toEqual(['1', '2']));
  });
});

describe('the fencing number', () => {
  it('keeps a relay that was paused from moving anything', async () => {
    await outbox.append('k', 1);
    const store = new PostgresRelayStore(outbox.pool, 'kafka');
    const observer = new OutboxObserver(outbox.pool, 'kafka');
    const paused = await take(store, 'paused', 0);
    const awake = await take(store, 'awake');
    expect(BigInt(awake.fencing)).toBeGreaterThan(BigInt(paused.fencing));
    const page = await store.readPage(awake.cursor, 10);
    const parked = page.rows.map((row) => ({ row, reason: 'refused' }));
    expect(await store.advance(paused, later, parked, 1000)).toBe(false);
    expect(await store.advance(paused, later, [], 1000)).toBe(false);
    expect(await store.settleDeadLetters(paused, ['1'], [])).toBe(false);
    expect(await store.renew(paused, 1000)).toMatchObject({ held: false });
    await store.release(paused);
    expect(await observer.status()).toMatchObject({ backlog: 1, deadLetters: 0, owner: 'awake' });
    expect(await store.advance(awake, page.cursor, [], 1000)).toBe(true);
    expect(await observer.status()).toMatchObject({ backlog: 0, owner: 'awake' });
  });

  it('stops a relay whose send comes back after another has taken over', async () => {
    let open = (): void => undefined;
    const slow = new RecordingPublisher();
    slow.gate = new Promise((resolve) => (open = resolve));
    const late = await outbox.relay(slow, {
      leaseTtlMs: 60_000,
      hesitateMs: () => (slow.calls.length ? 60_000 : 0),
    });
    await outbox.append('k', 1);
    await eventually(() => expect(slow.calls).toEqual([1]));
    await outbox.pool.query(`UPDATE outbox_relays SET expires_at = '-infinity'`);
    await outbox.relay(broker, { owner: 'successor', leaseTtlMs: 60_000 });
    await eventually(() => expect(broker.of('k')).toEqual(['1']));
    await outbox.append('k', 2);
    await eventually(() => expect(broker.of('k')).toEqual(['1', '2']));
    open();
    await eventually(async () =>
      expect(await late.status()).toMatchObject({ active: false, owner: 'successor' }),
    );
    await eventually(async () => expect((await late.status()).backlog).toBe(0));
  });

  it('tells apart two terms of the same owner', async () => {
    const store = new PostgresRelayStore(outbox.pool, 'kafka');
    const before = await take(store, 'same');
    await take(store, 'same');
    expect(await store.advance(before, later, [], 1000)).toBe(false);
  });

  it('is given to one of many that ask at once', async () => {
    const pool = createPool({ connectionString: outbox.url, max: 8 });
    const store = new PostgresRelayStore(pool, 'kafka');
    const answers = await Promise.all(numbersTo(8).map((n) => store.acquire(`owner-${n}`, 60_000, 0)));
    await pool.end();
    expect(answers.filter((answer) => 'lease' in answer)).toHaveLength(1);
    for (const answer of answers) if (!('lease' in answer)) expect(answer.heldForMs).toBeGreaterThan(50_000);
  });
});

describe('a relay that stands by', () => {
  it('lets the active one know the load of its instance, the least of several', async () => {
    const store = new PostgresRelayStore(outbox.pool, 'kafka');
    const lease = await take(store, 'busy');
    expect(await store.renew(lease, 60_000)).toMatchObject({ standbyLoad: null });
    await store.acquire('less', 60_000, 2);
    await store.acquire('idle', 60_000, 0);
    await store.acquire('less', 60_000, 2);
    expect(await store.renew(lease, 60_000)).toMatchObject({ held: true, standbyLoad: 0 });
  });

  it('is forgotten when it is not heard of any more, or has got the lease', async () => {
    const store = new PostgresRelayStore(outbox.pool, 'kafka');
    const lease = await take(store, 'busy');
    await store.acquire('idle', 60_000, 0);
    expect(await store.renew(lease, 0)).toMatchObject({ standbyLoad: null });
    const own = await take(store, 'idle');
    expect(await store.renew(own, 60_000)).toMatchObject({ standbyLoad: null });
  });

  it('gets the outbox from an active one that may yield', async () => {
    let load = 3;
    const giver = await outbox.relay(broker, {
      leaseTtlMs: 300,
      mayYieldTo: (standbyLoad) => load - standbyLoad > 1 && (load -= 1) > 0,
      hesitateMs: () => (load < 3 ? 200 : 0),
    });
    await eventually(async () => expect((await giver.status()).active).toBe(true));
    const taker = await outbox.relay(broker, { leaseTtlMs: 300, load: () => 1 });
    await eventually(async () => expect((await taker.status()).active).toBe(true));
    await outbox.append('k', 1);
    await eventually(() => expect(broker.of('k')).toEqual(['1']));
  });
});

describe('a restored database', () => {
  it('is read from its beginning, and nothing of it is dropped before', async () => {
    await outbox.append('k', 1, 2);
    const foreign = { cluster: '42', previous: '999999999:999999999:', current: null, lastId: '0' };
    await outbox.pool.query('UPDATE outbox_relays SET cursor = $1', [JSON.stringify(foreign)]);
    const store = new PostgresRelayStore(outbox.pool, 'kafka');
    const observer = new OutboxObserver(outbox.pool, 'kafka');
    expect(await observer.status()).toMatchObject({ backlog: 0 });
    await take(store, 'owner-0');
    expect(await observer.status()).toMatchObject({ backlog: 2 });
    await outbox.relay(broker, { owner: 'owner-0' });
    await eventually(() => expect(broker.of('k')).toEqual(['1', '2']));
  });

  it('is said to be one, once', async () => {
    const foreign = { cluster: '42', previous: '999999999:999999999:', current: null, lastId: '0' };
    await outbox.pool.query('UPDATE outbox_relays SET cursor = $1', [JSON.stringify(foreign)]);
    const warned: string[] = [];
    const logger = { info() {}, error() {}, warn: (_fields: object, line: string) => void warned.push(line) };
    for (const owner of ['a', 'b']) {
      const relay = await outbox.relay(broker, { owner, logger });
      await eventually(async () => expect((await relay.status()).owner).toBe(owner));
      await relay.stop();
    }
    expect(warned).toEqual(['this outbox was restored into another cluster: it is read from its beginning']);
  });
});

const numbersTo = (n: number) => Array.from({ length: n }, (_, index) => index);
