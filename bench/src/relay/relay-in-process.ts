import { createRelay, type Relay, type RelayRecord } from '@ordersaga/outbox';
import type { Publisher } from '@ordersaga/messaging';
import { monotonicMs } from '../clock';
import type { Destination, Send } from './protocol';

/** Warnings and errors of a relay; a measurement with any is worth a look. */
const write = (fields: object, message: string): void =>
  void process.stderr.write(`relay: ${message} ${JSON.stringify(fields)}\n`);
const logger = { info: () => undefined, warn: write, error: write };

/** A relay as the message-relay service makes it, whose publisher is watched. */
export class WatchedRelay {
  private readonly relay: Relay;
  private readonly waiting: { readonly rows: number; readonly resolve: (at: number) => void }[] = [];
  private acknowledged = 0;
  private lastAt = 0;
  private sends: Send[] = [];

  constructor(
    readonly name: string,
    connectionString: string,
    private readonly publisher: Publisher,
    public destination: Destination,
  ) {
    this.relay = createRelay({
      outbox: { name, connectionString },
      publisher: { publish: (records) => this.publish(records) },
      owner: `bench:${process.pid}:${name}`,
      logger,
    });
  }

  /** Connects to Kafka first, so that what is measured begins with the relay's own work. @returns when that was */
  async start(): Promise<number> {
    await this.publisher.connect();
    const at = monotonicMs();
    await this.relay.start();
    return at;
  }

  /** @returns when the last of so many rows was acknowledged */
  untilAcknowledged(rows: number): Promise<number> {
    if (this.acknowledged >= rows) return Promise.resolve(this.lastAt);
    return new Promise((resolve) => this.waiting.push({ rows, resolve }));
  }

  takeSends(): readonly Send[] {
    const taken = this.sends;
    this.sends = [];
    return taken;
  }

  async backlog(): Promise<number> {
    return (await this.relay.status()).backlog;
  }

  async stop(): Promise<void> {
    await this.relay.stop();
    await this.publisher.disconnect();
  }

  private async publish(records: readonly RelayRecord[]): Promise<void> {
    const calledAt = monotonicMs();
    if (this.destination === 'kafka') {
      await this.publisher.publish(records);
      const messageIds = records.map(({ headers }) => headers.ce_id as string);
      this.sends.push({ messageIds, calledAt, acknowledgedAt: monotonicMs() });
    }
    this.lastAt = monotonicMs();
    this.acknowledged += records.length;
    for (const { rows, resolve } of this.waiting) if (rows <= this.acknowledged) resolve(this.lastAt);
  }
}
