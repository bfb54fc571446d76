import { createPool, type Queryable } from '@ordersaga/postgres';
import { eventually, openGate } from '@ordersaga/test-kit';
import { CatchUpTimeoutError, createEventStore, type StoredEvent, type SubscriptionOptions } from '../src';
import { untilCaughtUp } from '../src/subscription/until-caught-up';
import { SubscriptionStage, typesOf } from './subscription-stage';

describe('a subscription whose instance, database or cluster changes', () => {
  let stage: SubscriptionStage;

  beforeEach(async () => {
    stage = await SubscriptionStage.open();
  });
  afterEach(() => stage.close());

  async function comeFromAnotherCluster(): Promise<void> {
    await stage.pool.query(
      `UPDATE event_subscriptions SET cursor = cursor || '{"cluster": "another", "previous": "900:900:"}'`,
    );
    await stage.pool.query(
      'UPDATE events SET transaction_id = (transaction_id::text::bigint + 1000000)::text::xid8',
    );
  }

  it('has the effect of each event once, whatever breaks between effect and cursor', async () => {
    await stage.pool.query('CREATE TABLE effects (n integer GENERATED ALWAYS AS IDENTITY, type text)');
    const types = 'abcdefghijklmnopqrst';
    for (const type of types) await stage.append(type);
    let calls = 0;
    const handleWithin: SubscriptionOptions['handleWithin'] = async (events, client) => {
      await client.query('INSERT INTO effects (type) SELECT unnest($1::text[])', [
        events.map(({ type }) => type),
      ]);
      calls += 1;
      if (calls % 3 === 1) throw new Error('after the effect');
      if (calls % 3 === 2) await client.query('SELECT pg_terminate_backend(pg_backend_pid())');
    };
    await stage.subscribe({ handleWithin, batchSize: 3 }).untilCaughtUp(20_000);
    const { rows } = await stage.pool.query<{ type: string }>('SELECT type FROM effects ORDER BY n');
    expect(rows.map(({ type }) => type).join('')).toBe(types);
    expect(stage.trouble.length).toBeGreaterThan(5);
  });

  it('is worked on by one instance, and by another when that one stops', async () => {
    const other = createEventStore({ pool: stage.pool });
    const by: string[] = [];
    const handler = (who: string) => ({
      leaseMs: 5_000,
      pollMs: 50,
      handle: async (events: readonly StoredEvent[]) =>
        void by.push(...events.map(({ type }) => `${who}${type}`)),
    });
    const first = stage.subscribe(handler('1'));
    await first.untilCaughtUp(5_000);
    const second = stage.subscribe(handler('2'), other);
    await stage.append('ab');
    // Told by the one that stands by.
    await second.untilCaughtUp(5_000);
    expect(by).toEqual(['1a', '1b']);
    await first.stop();
    await stage.append('cd');
    await second.untilCaughtUp(5_000);
    expect(by).toEqual(['1a', '1b', '2c', '2d']);
  });

  it('moves nothing and writes nothing once its lease has gone to another instance', async () => {
    await stage.pool.query('CREATE TABLE effects (type text)');
    let taken = false;
    const handleWithin: SubscriptionOptions['handleWithin'] = async (events, client) => {
      await client.query('INSERT INTO effects SELECT unnest($1::text[])', [events.map(({ type }) => type)]);
      if (taken) return;
      taken = true;
      await stage.pool.query(`UPDATE event_subscriptions
        SET owner = 'another', fencing = fencing + 1, expires_at = 'infinity'`);
    };
    await stage.append('a');
    const subscription = stage.subscribe({ handleWithin, leaseMs: 300 });
    await eventually(() => expect(taken).toBe(true));
    await expect(subscription.untilCaughtUp(50)).rejects.toThrow(CatchUpTimeoutError);
    expect((await stage.pool.query('SELECT FROM effects')).rowCount).toBe(0);
    // It gets the name back when the other is not heard of any more.
    await stage.pool.query("UPDATE event_subscriptions SET expires_at = '-infinity'");
    await subscription.untilCaughtUp(5_000);
    expect((await stage.pool.query('SELECT FROM effects')).rowCount).toBe(1);
    expect(stage.trouble).toEqual([]);
  });

  it('starts again at the beginning with a cursor of another cluster, and only once', async () => {
    await stage.append('ab');
    const first = stage.subscribe();
    await first.untilCaughtUp(5_000);
    await first.stop();
    await comeFromAnotherCluster();
    const second = stage.subscribe();
    await second.untilCaughtUp(5_000);
    expect(stage.handled).toBe('abab');
    await second.stop();
    await stage.append('c');
    await stage.subscribe().untilCaughtUp(5_000);
    expect(stage.handled).toBe('ababc');
  });

  it('has not caught up with what came from another cluster before it is handled here', async () => {
    await stage.append('ab');
    await comeFromAnotherCluster();
    let asked = 0;
    let caughtUp = false;
    const query = (...statement: Parameters<typeof stage.pool.query>): unknown => {
      asked += 1;
      return stage.pool.query(...statement);
    };
    const waiting = untilCaughtUp({ query } as Queryable, 'test', 10_000).then(() => (caughtUp = true));
    await eventually(() => expect(asked).toBeGreaterThan(2));
    let goOn = (): void => undefined;
    const released = new Promise<void>((resolve) => (goOn = resolve));
    let handed: string | undefined;
    stage.subscribe({
      handle: async (events) => {
        handed = typesOf(events);
        await released;
        stage.handled += handed;
      },
    });
    await eventually(() => expect(handed).toBe('ab'));
    const before = asked;
    await eventually(() => expect(caughtUp || asked > before + 2).toBe(true));
    goOn();
    expect(caughtUp).toBe(false);
    await waiting;
    expect(stage.handled).toBe('ab');
  });

  it('waits for a database that is away', async () => {
    const gate = await openGate(stage.database.url);
    const distant = createPool({ connectionString: gate.url, connectTimeoutMs: 500 });
    await stage.append('a');
    const subscription = stage.subscribe({ pollMs: 20, leaseMs: 500 }, createEventStore({ pool: distant }));
    await eventually(() => expect(stage.handled).toBe('a'));
    await gate.shut();
    await stage.append('b');
    await eventually(() => expect(stage.trouble.length).toBeGreaterThan(1));
    gate.open();
    await subscription.untilCaughtUp(10_000);
    expect(stage.handled).toBe('ab');
    await subscription.stop();
    await distant.end();
    await gate.close();
  });
});
