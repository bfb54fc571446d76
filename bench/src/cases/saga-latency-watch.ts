import { setTimeout as pause } from 'node:timers/promises';
import { Client } from 'pg';

const lookEveryMs = 3;

/** An order that completes has two events: placed, completed. */
const findCompleted = {
  name: 'find-completed',
  text: 'SELECT stream_id FROM streams WHERE stream_id = ANY ($1::text[]) AND version >= 2',
};

/**
 * Sees orders complete where it is decided, in Order's database: of the orders that it waits for it looks every
 * 3 ms which are completed, by primary key. So what it measures is never less than the time to the commit, and
 * about 2 ms more; to look more often would take from the machine what it measures.
 */
export class CompletionWatch {
  /** When each order that is not completed yet was asked for, by `performance.now()`. */
  private readonly waited = new Map<string, number>();
  private readonly measured: number[] = [];
  private readonly client: Client;
  private ended = false;
  private looking: Promise<void> = Promise.resolve();
  private failure: unknown;

  constructor(connectionString: string) {
    this.client = new Client({ connectionString, application_name: 'bench' });
  }

  async start(): Promise<void> {
    await this.client.connect();
    this.looking = this.lookOn().catch((error: unknown) => {
      this.failure = error;
    });
  }

  /** Waits for an order, from the moment it was asked for. */
  expect(orderId: string, from: number): void {
    this.waited.set(orderId, from);
  }

  /** How many orders it waits for. @throws what looking has failed with */
  get open(): number {
    if (this.failure) throw this.failure as Error;
    return this.waited.size;
  }

  /** Takes the times from each order's request to its completion, milliseconds, and begins anew. */
  take(): number[] {
    return this.measured.splice(0);
  }

  async stop(): Promise<void> {
    this.ended = true;
    await this.looking;
    await this.client.end();
  }

  private async lookOn(): Promise<void> {
    while (!this.ended) {
      if (this.waited.size > 0) await this.look();
      await pause(lookEveryMs);
    }
  }

  private async look(): Promise<void> {
    const values = [[...this.waited.keys()]];
    const { rows } = await this.client.query<{ stream_id: string }>({ ...findCompleted, values });
    const now = performance.now();
    for (const { stream_id } of rows) {
      const from = this.waited.get(stream_id);
      if (from !== undefined) this.measured.push(now - from);
      this.waited.delete(stream_id);
    }
  }
}
