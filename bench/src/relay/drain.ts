import { Client } from 'pg';
import { appendToOutbox, type OutboxMessage } from '@ordersaga/outbox';
import type { Bench } from '../bench';
import { ownTopic } from '../own-topics';
import { checkDelivery } from './check-delivery';
import { messagesOfOrders } from '../many-orders';
import { fillOutbox, ownOutbox } from './outbox-database';
import type { RelayProcess } from './relay-process';

/** A drain that was measured, and what it published. */
export interface Drain {
  /** Rows acknowledged per second, from the relay's start to the last row's acknowledgement. */
  readonly perSecond: number;
  readonly messages: readonly OutboxMessage[];
}

/**
 * Fills an outbox of its own while no relay runs, then has it published.
 * @param held whether a write transaction and an old snapshot stay open from before the rows until they are published
 * @throws Error when a row got lost, a key out of order, or a backlog is left
 */
export async function drainFullOutbox(
  bench: Bench,
  relays: RelayProcess,
  { name, rows, held = false }: { name: string; rows: number; held?: boolean },
): Promise<Drain> {
  const connectionString = await ownOutbox(bench, name);
  const topic = await ownTopic(bench, name);
  const messages = messagesOfOrders(rows, topic);
  const strangers = held ? await Strangers.open(bench, connectionString, topic) : undefined;
  await fillOutbox(bench, connectionString, messages);

  const { at: begin } = await relays.ask('start', { relay: name, connectionString, destination: 'kafka' });
  const { at: end } = await relays.ask('acknowledged', { relay: name, rows });

  const late = (await strangers?.end()) ?? [];
  await relays.ask('acknowledged', { relay: name, rows: rows + late.length });
  await checkNoBacklog(relays, name);
  await relays.ask('stop', { relay: name });
  await checkDelivery(bench, topic, [...messages, ...late]);
  return { perSecond: rows / ((end - begin) / 1000), messages };
}

/** @throws Error when rows are left that nobody has published */
export async function checkNoBacklog(relays: RelayProcess, relay: string): Promise<void> {
  const deadline = performance.now() + 60_000;
  for (;;) {
    // The cursor moves behind the acknowledgement.
    const { rows } = await relays.ask('backlog', { relay });
    if (rows === 0) return;
    if (performance.now() > deadline) throw new Error(`the outbox has a backlog of ${rows} left`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** What others do in the same database: a transaction that has written and goes on, a report that reads an old state. */
class Strangers {
  private constructor(
    private readonly writer: Client,
    private readonly reader: Client,
    private readonly late: OutboxMessage[],
  ) {}

  static async open(bench: Bench, connectionString: string, topic: string): Promise<Strangers> {
    const [writer, reader] = [new Client({ connectionString }), new Client({ connectionString })];
    for (const client of [writer, reader]) {
      bench.onEnd(() => client.end());
      await client.connect();
    }
    await reader.query('BEGIN ISOLATION LEVEL REPEATABLE READ');
    await reader.query('SELECT count(*) FROM outbox');
    await writer.query('BEGIN');
    const late = messagesOfOrders(1, topic);
    await appendToOutbox(writer, late);
    return new Strangers(writer, reader, late);
  }

  /** Commits what was written: a row whose number is older than all others', and which must not be lost. */
  async end(): Promise<readonly OutboxMessage[]> {
    await this.writer.query('COMMIT');
    await this.reader.query('COMMIT');
    return this.late;
  }
}
