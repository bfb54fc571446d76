import { createEventStore, eventStoreMigrations, type EventStore } from '@ordersaga/event-store';
import { outboxMigrations } from '@ordersaga/outbox';
import { createPool, migrate } from '@ordersaga/postgres';
import type { Pool } from 'pg';
import { scaled, type Bench } from '../bench';
import type { BenchCase } from '../bench-case';
import { runCallers } from '../callers';
import { checkStreams } from '../check-streams';
import type { Figure } from '../figure';
import { relativeFigure, type Pair } from '../judge';
import { OrdersOfCallers } from '../order-events';
import { ownDatabase } from '../own-database';
import { openSingleStatementCommits } from '../references/single-statement-commits';
import { repeat } from '../repeat';

const aim = {
  name: 'append',
  unit: 'events/s',
  referenceUnit: 'commits/s',
  target: 2.5,
  wanted: 'at-least',
} as const;
const most = { callers: 32, calls: 200_000, seconds: 5 };

/** The event store against the database's own pace: events appended by 32 callers, one event a call. */
export const append: BenchCase = {
  name: 'append',
  about: 'events/s appended durably by 32 callers ÷ commits/s of single INSERTs on 32 connections (≥ 2.5)',
  minutes: 1,
  run,
};

async function run(bench: Bench): Promise<Figure[]> {
  const pool = await openDatabase(bench);
  const store = createEventStore({ pool });
  const appended = new Map<string, number>();
  const orders = new OrdersOfCallers();
  const call = (_: number, caller: number): Promise<void> => appendNext(store, orders, caller, appended);
  const load = { ...most, calls: scaled(bench, most.calls, 320), seconds: most.seconds * bench.scale };
  const reference = await openSingleStatementCommits(bench);
  await runCallers(bench, { ...load, seconds: load.seconds / 5 }, call); // to warm up

  const pairs = await repeat(bench, async (): Promise<Pair> => {
    const commits = await reference.measure();
    const appends = await runCallers(bench, load, call);
    bench.progress(`${Math.round(appends.perSecond)} events/s, ${Math.round(commits.perSecond)} commits/s`);
    return { value: appends.perSecond, reference: commits.perSecond };
  });
  await checkStreams(pool, appended);
  return [relativeFigure(aim, pairs)];
}

async function openDatabase(bench: Bench): Promise<Pool> {
  const connectionString = await ownDatabase(bench, 'append');
  await migrate({ connectionString, modules: [outboxMigrations, eventStoreMigrations] });
  const pool = createPool({ connectionString });
  bench.onEnd(() => pool.end());
  return pool;
}

async function appendNext(
  store: EventStore,
  orders: OrdersOfCallers,
  caller: number,
  appended: Map<string, number>,
): Promise<void> {
  const { orderId, version, event } = orders.next(caller);
  const [verdict] = await store.append([
    {
      streamId: orderId,
      streamType: 'order',
      expectedVersion: version === 1 ? 'none' : version - 1,
      events: [event],
    },
  ]);
  if (!verdict?.appended) throw new Error(`order ${orderId} conflicts at version ${version}`);
  appended.set(orderId, version);
}
