import { createOutboxHint, type OutboxMessage } from '@ordersaga/outbox';
import { createPool } from '@ordersaga/postgres';
import { scaled, type Bench } from '../bench';
import type { BenchCase } from '../bench-case';
import type { Figure } from '../figure';
import { absoluteFigure } from '../judge';
import { ownTopic } from '../own-topics';
import { checkDelivery } from '../relay/check-delivery';
import { checkNoBacklog } from '../relay/drain';
import { messagesOfOrders } from '../many-orders';
import { ownOutbox } from '../relay/outbox-database';
import type { Send } from '../relay/protocol';
import { RelayProcess } from '../relay/relay-process';
import { writeSteadily, type CommitTimes } from '../relay/steady-writer';
import { repeat } from '../repeat';
import { percentile } from '../statistics';

const p50 = { name: 'relay-latency', unit: 'ms', target: 1, wanted: 'at-most' } as const;
const p99 = { name: 'relay-latency-p99', unit: 'ms', target: 5, wanted: 'at-most' } as const;
const perSecond = 200;
const most = { rows: 3_000, toWarmUp: 1_000 };

/** From a writer's commit to the broker's acknowledgement, the relay in a process of its own. */
export const relayLatency: BenchCase = {
  name: 'relay-latency',
  about: 'ms from commit to acknowledgement at 200 rows/s: p50 (≤ 1) and p99 (≤ 5)',
  minutes: 1,
  run,
};

async function run(bench: Bench): Promise<Figure[]> {
  const relay = 'latency';
  const connectionString = await ownOutbox(bench, relay);
  const topic = await ownTopic(bench, relay);
  const pool = createPool({ connectionString });
  bench.onEnd(() => pool.end());
  const hint = createOutboxHint({ connectionString });
  bench.onEnd(() => hint.close());
  const relays = RelayProcess.start(bench);
  await relays.ask('start', { relay, connectionString, destination: 'kafka' });

  const sent: OutboxMessage[] = [];
  const measure = async (rows: number): Promise<Float64Array> => {
    const messages = messagesOfOrders(rows, topic);
    sent.push(...messages);
    const committed = await writeSteadily(bench, { pool, hint }, messages, perSecond);
    await relays.ask('acknowledged', { relay, rows: sent.length });
    return latencies(committed, await relays.ask('sends', { relay }));
  };
  await measure(scaled(bench, most.toWarmUp, 50));
  const runs = await repeat(bench, async () => {
    const all = await measure(scaled(bench, most.rows, 50));
    const [half, nearlyAll] = [percentile(all, 0.5), percentile(all, 0.99)];
    bench.progress(`p50 ${half.toFixed(2)} ms, p99 ${nearlyAll.toFixed(2)} ms`);
    return { half, nearlyAll };
  });
  await checkNoBacklog(relays, relay);
  await relays.ask('stop', { relay });
  await checkDelivery(bench, topic, sent);
  return [
    absoluteFigure(
      p50,
      runs.map(({ half }) => half),
    ),
    absoluteFigure(
      p99,
      runs.map(({ nearlyAll }) => nearlyAll),
    ),
  ];
}

/** Of each committed message, until its first acknowledgement. */
function latencies(committed: CommitTimes, sends: readonly Send[]): Float64Array {
  const acknowledged = new Map<string, number>();
  for (const { messageIds, acknowledgedAt } of sends)
    for (const messageId of messageIds)
      if (!acknowledged.has(messageId)) acknowledged.set(messageId, acknowledgedAt);
  return Float64Array.from(committed, ([messageId, at]) => {
    const acknowledgedAt = acknowledged.get(messageId);
    if (acknowledgedAt === undefined) throw new Error(`message ${messageId} was never acknowledged`);
    return acknowledgedAt - at;
  });
}
