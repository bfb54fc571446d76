import { createPool } from '@ordersaga/postgres';
import { eventually, freshDatabase } from '@ordersaga/test-kit';
import { deadlineJobId } from '../src/adapters/outbound/postgres/deadline-change';
import { migrateOrderDatabase } from '../src/adapters/outbound/postgres/migrations';
import type { DueDeadline } from '../src/application/ports/deadlines';
import type { DeadlineReactions } from '../src/application/react-to-deadlines';
import type { OrderCommand } from '../src/domain/commands';
import { catalogue } from './domain/order-scenario';
import { DeadlinesUnderTest } from './deadlines-under-test';

const add: OrderCommand = {
  type: 'add-item',
  productId: 'mouse',
  quantity: 1,
  price: catalogue.get('mouse'),
};
/** Over as soon as an order is placed; and over long after any test. */
const soon = { holdTimeMs: 1, sagaTimeLimitMs: 1 };
const later = { holdTimeMs: 3_600_000, sagaTimeLimitMs: 1_800_000 };

let orders: DeadlinesUnderTest;

beforeAll(async () => {
  orders = await DeadlinesUnderTest.open('order_deadlines');
});
afterEach(() => orders.pool.query('DELETE FROM pgboss.job'));
afterAll(() => orders?.close());

/** Rounds until the order has this history. */
async function untilHistory(orderId: string, reactions: DeadlineReactions, types: string[]): Promise<void> {
  await eventually(async () => {
    await reactions.round();
    expect(await orders.typesOf(orderId)).toEqual(types);
  });
}

describe('the job of a deadline', () => {
  it('is kept with the order, for ever', async () => {
    const held = await orders.place(later, true);
    const at = new Date(held.placedAt.getTime() + later.holdTimeMs);
    const id = deadlineJobId(held.orderId, { kind: 'hold', at });
    expect(await orders.jobsOf(held.orderId)).toEqual([{ id, start_after: at, for_ever: true }]);
  });

  it('stays where it is when the items of a held order change', async () => {
    const { orderId } = await orders.place(later, true);
    const before = await orders.jobsOf(orderId);
    await orders.ask(later, orderId, add);
    expect(await orders.jobsOf(orderId)).toEqual(before);
  });

  it('gives way to another one when the order is confirmed, and when it is changed then', async () => {
    const { orderId } = await orders.place(later, true);
    for (const command of [{ type: 'confirm' } as const, add]) {
      const { updatedAt } = await orders.ask(later, orderId, command);
      const at = new Date(updatedAt.getTime() + later.sagaTimeLimitMs);
      expect(await orders.jobsOf(orderId)).toMatchObject([{ start_after: at }]);
    }
  });

  it.each<OrderCommand>([
    { type: 'cancel' },
    { type: 'note-payment-completed', revision: 1 },
    { type: 'note-payment-declined', revision: 1 },
    { type: 'note-stock-rejected', revision: 1, shortages: [] },
    { type: 'note-deadline', now: new Date(8e15), limits: later },
  ])('goes with $type', async (outcome) => {
    const { orderId } = await orders.place(later);
    expect(await orders.jobsOf(orderId)).toHaveLength(1);
    await orders.ask(later, orderId, outcome);
    expect(await orders.jobsOf(orderId)).toEqual([]);
  });

  it('is not touched by a change that came too late', async () => {
    const placed = await orders.place(later);
    await orders.ask(later, placed.orderId, add);
    const before = await orders.jobsOf(placed.orderId);
    expect(await orders.askAsIf(later, placed.orderId, placed, { type: 'cancel' })).toBeUndefined();
    expect(await orders.jobsOf(placed.orderId)).toEqual(before);
  });
});

it('a deadline is dropped without reading the others, though plans were made when there were none', async () => {
  const entriesRead = async (): Promise<number> => {
    await orders.pool.query('SELECT pg_stat_force_next_flush()');
    const { rows } = await orders.pool.query<{ entries: number }>(
      `SELECT sum(idx_tup_read)::int AS entries FROM pg_stat_user_indexes WHERE schemaname = 'pgboss'`,
    );
    return rows[0]?.entries ?? 0;
  };
  const young = await orders.place(later);
  await orders.ask(later, young.orderId, { type: 'cancel' });
  await orders.pool.query(
    `INSERT INTO pgboss.job (name, start_after) SELECT 'order-deadlines', 'infinity' FROM generate_series(1, 20000)`,
  );
  const before = await entriesRead();
  for (let n = 0; n < 5; n += 1) {
    const { orderId } = await orders.place(later);
    await orders.ask(later, orderId, { type: 'cancel' });
  }
  expect((await entriesRead()) - before).toBeLessThan(10_000);
});

describe('a deadline that has come', () => {
  it.each([
    ['lets a held order expire', true, 'expired'],
    ['lets an order time out that nobody decided', false, 'timed-out'],
  ])('%s, and tells everybody', async (_what, hold, reason) => {
    const { orderId } = await orders.place(soon, hold);
    const [job] = await orders.jobsOf(orderId);
    await untilHistory(orderId, orders.reactions(soon), ['order.placed', 'order.failed']);
    expect((await orders.history(orderId))[1]).toMatchObject({
      data: { revision: 1, reason },
      cause: { actor: 'deadline', causationId: job?.id, correlationId: 'of place' },
    });
    const { rows } = await orders.pool.query<{ topic: string; reason: string }>(
      `SELECT topic, payload ->> 'reason' AS reason FROM outbox WHERE key = $1 ORDER BY id OFFSET 2`,
      [orderId],
    );
    expect(rows).toEqual([
      { topic: 'domain', reason },
      { topic: 'integration', reason },
    ]);
    expect(await orders.jobsOf(orderId)).toEqual([]);
    expect(orders.committed.filter((change) => change.orderId === orderId)).toHaveLength(1);
  });

  it('does so when a clock of ours is behind', async () => {
    const { orderId } = await orders.place(soon);
    const hourAgo = () => new Date(Date.now() - 3_600_000);
    await untilHistory(orderId, orders.reactions(soon, hourAgo), ['order.placed', 'order.failed']);
  });

  it('leaves an order alone that was decided under other limits, and is gone', async () => {
    const { orderId } = await orders.place(soon);
    await orders.ask(later, orderId, { type: 'cancel' });
    expect(await orders.jobsOf(orderId)).toHaveLength(1);
    await eventually(async () => {
      await orders.reactions(later).round();
      expect(await orders.jobsOf(orderId)).toEqual([]);
    });
    expect(await orders.typesOf(orderId)).toEqual(['order.placed', 'order.cancelled']);
  });

  it('is set to later when orders have more time by now', async () => {
    const { orderId, updatedAt } = await orders.place(soon);
    const at = new Date(updatedAt.getTime() + later.sagaTimeLimitMs);
    await eventually(async () => {
      await orders.reactions(later).round();
      expect(await orders.jobsOf(orderId)).toMatchObject([{ start_after: at }]);
    });
    expect(await orders.typesOf(orderId)).toEqual(['order.placed']);
    await orders.ask(later, orderId, { type: 'cancel' });
    expect(await orders.jobsOf(orderId)).toEqual([]);
  });

  it('counts once, however many instances see to it', async () => {
    const placed = await Promise.all(Array.from({ length: 60 }, () => orders.place(soon)));
    const instances = Array.from({ length: 4 }, () => orders.reactions(soon));
    for (const { orderId } of placed)
      await eventually(async () => {
        await Promise.all(instances.map((instance) => instance.round()));
        expect(await orders.typesOf(orderId)).toEqual(['order.placed', 'order.failed']);
      });
    await Promise.all(instances.map((instance) => instance.round()));
    const lengths = await Promise.all(placed.map(({ orderId }) => orders.history(orderId)));
    expect(lengths.map(({ length }) => length)).toEqual(placed.map(() => 2));
  });
});

describe('whoever works on a deadline', () => {
  /** A round that stops once it has taken a deadline, until it is told how to go on. */
  async function taken(orderId: string) {
    let goOn: (fate: Promise<void>) => void = () => undefined;
    const fate = new Promise<void>((resolve) => (goOn = resolve));
    const jobs = orders.jobs(soon);
    let inHand: DueDeadline[] = [];
    const take = () =>
      jobs.takeDue(500, (due) => {
        inHand = [...due];
        return fate;
      });
    const round = (async () => {
      while ((await take()) === 0);
    })();
    await eventually(() => expect(inHand).toMatchObject([{ orderId }]));
    return { round, goOn };
  }

  it('and dies has it come again at once, to anybody', async () => {
    const { orderId } = await orders.place(soon);
    const { round, goOn } = await taken(orderId);
    expect(await orders.reactions(soon).round()).toBe(false);
    expect(await orders.typesOf(orderId)).toEqual(['order.placed']);
    await orders.pool.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
       WHERE datname = current_database() AND state = 'idle in transaction'`,
    );
    await untilHistory(orderId, orders.reactions(soon), ['order.placed', 'order.failed']);
    goOn(Promise.resolve());
    await expect(round).rejects.toThrow();
    expect(await orders.typesOf(orderId)).toEqual(['order.placed', 'order.failed']);
  });

  it('does not hold up the customer, who was first', async () => {
    const { orderId } = await orders.place(soon);
    const { round, goOn } = await taken(orderId);
    await orders.ask(soon, orderId, { type: 'cancel' });
    goOn(Promise.resolve());
    await round;
    expect(await orders.typesOf(orderId)).toEqual(['order.placed', 'order.cancelled']);
    expect(await orders.jobsOf(orderId)).toEqual([]);
  });
});

it('an order that cannot be decided about holds up no other, and comes again', async () => {
  const placed = await Promise.all(Array.from({ length: 12 }, () => orders.place(soon)));
  const [spoilt, ...others] = placed.map(({ orderId }) => orderId);
  const rename = (type: string) =>
    orders.pool.query('UPDATE events SET type = $2 WHERE stream_id = $1', [spoilt, type]);
  await rename('order.confirmed');
  const reactions = orders.reactions(soon);
  await eventually(async () => {
    await reactions.round();
    for (const orderId of others)
      expect(await orders.typesOf(orderId)).toEqual(['order.placed', 'order.failed']);
    expect(orders.warnings).toHaveLength(1);
  });
  await rename('order.placed');
  await orders.pool.query('UPDATE pgboss.job SET start_after = now()');
  await untilHistory(spoilt as string, reactions, ['order.placed', 'order.failed']);
});

it('instances that start at once make the place for deadlines once', async () => {
  const database = await freshDatabase('order_deadlines_start');
  const pools = Array.from({ length: 6 }, () => createPool({ connectionString: database.url, max: 2 }));
  try {
    await Promise.all(pools.map((pool) => migrateOrderDatabase(pool)));
    const { rows } = await (pools[0] as (typeof pools)[0]).query('SELECT name FROM pgboss.queue');
    expect(rows).toEqual([{ name: 'order-deadlines' }]);
    await (pools[0] as (typeof pools)[0]).query(`SELECT pgboss.delete_queue('order-deadlines')`);
    await Promise.all(pools.map((pool) => migrateOrderDatabase(pool)));
  } finally {
    await Promise.all(pools.map((pool) => pool.end()));
    await database.drop();
  }
});
