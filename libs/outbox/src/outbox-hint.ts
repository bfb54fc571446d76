import { Pace } from '@ordersaga/pace';
import { Client } from 'pg';
import { channels } from './channels';

export interface OutboxHintOptions {
  /** The database of the outbox. */
  readonly connectionString: string;
  /** Shortest time between two hints, milliseconds; default 1. Hints asked for in between become one. */
  readonly minIntervalMs?: number;
  /** The same while commits come in crowds, so that the relay's pages get larger and fewer; default 10. */
  readonly crowdedIntervalMs?: number;
  /** Shortest time between two attempts to connect, milliseconds; default 1000. */
  readonly reconnectMs?: number;
}

/** Tells the relay that rows were committed. */
export interface OutboxHint {
  /** Call it after the commit. Returns at once and never throws: a hint that gets lost costs a poll interval. */
  notify(): void;
  /** Closes the connection; hints not yet sent are dropped. */
  close(): Promise<void>;
}

/**
 * Sends hints on a connection of its own, which it opens on the first hint and again when it breaks. The first hint
 * goes out at once. Outside of the writers' transactions: a NOTIFY takes a lock over the whole cluster until its
 * transaction is flushed, so that inside each transaction it would let them commit only one after another.
 */
export function createOutboxHint(options: OutboxHintOptions): OutboxHint {
  return new ThrottledHint(
    () => connect(options.connectionString),
    options.minIntervalMs ?? 1,
    new Pace({ crowdedPerSecond, pauseMs: options.crowdedIntervalMs ?? 10 }),
    options.reconnectMs ?? 1000,
  );
}

/** From so many commits a second on, one of them need not be told of by itself. */
const crowdedPerSecond = 300;

async function connect(connectionString: string): Promise<Client> {
  const client = new Client({
    connectionString,
    application_name: 'outbox-hint',
    keepAlive: true,
    connectionTimeoutMillis: 3_000,
    query_timeout: 3_000,
  });
  client.on('error', () => undefined);
  await client.connect();
  // A NOTIFY's commit would wait for the disk, with nothing in it that could get lost.
  await client.query('SET synchronous_commit = off');
  return client;
}

class ThrottledHint implements OutboxHint {
  private client: Client | undefined;
  private sending: Promise<void> | undefined;
  private wanted = false;
  private closed = false;
  private noConnectBefore = 0;

  constructor(
    private readonly connect: () => Promise<Client>,
    private readonly minIntervalMs: number,
    private readonly pace: Pace,
    private readonly reconnectMs: number,
  ) {}

  notify(): void {
    if (this.closed) return;
    this.wanted = true;
    this.pace.note(1);
    this.sending ??= this.sendWhileWanted().finally(() => (this.sending = undefined));
  }

  async close(): Promise<void> {
    this.closed = true;
    await this.sending;
    await this.client?.end().catch(() => undefined);
    this.client = undefined;
  }

  private async sendWhileWanted(): Promise<void> {
    while (this.wanted && !this.closed) {
      const turnAt = performance.now();
      // Before the send: what is committed while it is on its way needs a hint of its own.
      this.wanted = false;
      await this.send();
      const pauseMs = Math.max(this.minIntervalMs, this.pace.pauseAfter(turnAt));
      await new Promise((resolve) => setTimeout(resolve, pauseMs).unref());
    }
  }

  private async send(): Promise<void> {
    try {
      if (!this.client) {
        if (performance.now() < this.noConnectBefore) return;
        this.noConnectBefore = performance.now() + this.reconnectMs;
        this.client = await this.connect();
      }
      await this.client.query(`NOTIFY ${channels.rows}`);
    } catch {
      const broken = this.client;
      this.client = undefined;
      // Not awaited: ending a connection to a server that is gone may take its time.
      broken?.end().catch(() => undefined);
    }
  }
}
