import { appendToOutbox, createOutboxHint, type OutboxHint, type OutboxMessage } from '@ordersaga/outbox';
import { createPool } from '@ordersaga/postgres';
import type { Pool } from 'pg';
import { scaled, type Bench } from '../bench';
import type { BenchCase } from '../bench-case';
import { runCallers } from '../callers';
import type { Figure } from '../figure';
import { relativeFigure, type Pair } from '../judge';
import { domainMessage, OrdersOfCallers } from '../order-events';
import { ownTopic } from '../own-topics';
import { checkDelivery } from '../relay/check-delivery';
import { checkNoBacklog } from '../relay/drain';
import { ownOutbox } from '../relay/outbox-database';
import { RelayProcess } from '../relay/relay-process';
import { repeat } from '../repeat';

const aim = { name: 'relay-writers', unit: 'commits/s', target: 0.8, wanted: 'at-least' } as const;
const relay = 'writers';
const most = { callers: 32, calls: 100_000, seconds: 5 };

/** What a relay at work leaves to those who write: 32 writers that commit a row each, as fast as they can. */
export const relayWriters: BenchCase = {
  name: 'relay-writers',
  about: "32 writers' commits/s while a relay publishes what they write ÷ without a relay (≥ 0.8)",
  minutes: 1,
  run,
};

async function run(bench: Bench): Promise<Figure[]> {
  const { pool, hint, connectionString } = await openOutbox(bench);
  const topic = await ownTopic(bench, relay);
  const relays = RelayProcess.start(bench);
  const sent: OutboxMessage[] = [];
  const orders = new OrdersOfCallers();
  const write = async (_: number, caller: number): Promise<void> => {
    const message = domainMessage(orders.next(caller), topic);
    await appendToOutbox(pool, [message]);
    hint.notify();
    sent.push(message);
  };
  const load = { ...most, calls: scaled(bench, most.calls, 320), seconds: most.seconds * bench.scale };
  /** With the relay it starts with nothing to catch up on, and publishes all that is written before it stops. */
  const measure = async (withRelay: boolean, share = 1): Promise<number> => {
    const own = { ...load, seconds: load.seconds * share };
    if (!withRelay) return (await runCallers(bench, own, write)).perSecond;
    await relays.ask('start', { relay, connectionString, destination: 'kafka' });
    await checkNoBacklog(relays, relay);
    const { perSecond } = await runCallers(bench, own, write);
    await checkNoBacklog(relays, relay);
    await relays.ask('stop', { relay });
    return perSecond;
  };
  await measure(false, 0.2);
  await measure(true, 0.4);

  const pairs = await repeat(bench, async (repetition): Promise<Pair> => {
    // Whatever comes second finds a warmer machine and a longer table.
    const relayFirst = repetition % 2 === 0;
    const first = await measure(relayFirst);
    const second = await measure(!relayFirst);
    const [value, reference] = relayFirst ? [first, second] : [second, first];
    bench.progress(`${Math.round(value)} commits/s beside the relay, ${Math.round(reference)} without`);
    return { value, reference };
  });
  await publishAll(relays, connectionString);
  await checkDelivery(bench, topic, sent);
  return [relativeFigure(aim, pairs)];
}

async function openOutbox(bench: Bench): Promise<{ pool: Pool; hint: OutboxHint; connectionString: string }> {
  const connectionString = await ownOutbox(bench, relay);
  const pool = createPool({ connectionString, max: most.callers });
  bench.onEnd(() => pool.end());
  const hint = createOutboxHint({ connectionString });
  bench.onEnd(() => hint.close());
  return { pool, hint, connectionString };
}

/** What was written last, without a relay. */
async function publishAll(relays: RelayProcess, connectionString: string): Promise<void> {
  await relays.ask('start', { relay, connectionString, destination: 'kafka' });
  await checkNoBacklog(relays, relay);
  await relays.ask('stop', { relay });
}
