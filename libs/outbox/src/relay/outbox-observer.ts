import type { Queryable } from '@ordersaga/postgres';
import { sql } from '../statements';

/** Counts go no further: what is longer is long, and counting all of it would be work for a database that lags. */
const countLimit = 100_001;

/** What an outbox looks like from outside. */
export interface OutboxStatus {
  /** Rows committed and not yet published (nor parked). Counted up to 100,001, which means more than 100,000. */
  readonly backlog: number;
  /** Age of the oldest of the rows counted, milliseconds; null without backlog. */
  readonly oldestAgeMs: number | null;
  /** Counted up to 100,001 as well. */
  readonly deadLetters: number;
  /** Who has the lease; null when it is free. */
  readonly owner: string | null;
}

/** Asks an outbox how it is, apart from the relay's own work. */
export class OutboxObserver {
  private underWay: Promise<OutboxStatus> | undefined;

  constructor(
    private readonly client: Queryable,
    private readonly relay: string,
  ) {}

  /** Who asks while a question is under way gets its answer. */
  status(): Promise<OutboxStatus> {
    this.underWay ??= this.ask().finally(() => (this.underWay = undefined));
    return this.underWay;
  }

  /** Resolves when the outbox is there and can be read, however long its backlog is. */
  async checkReady(): Promise<void> {
    await this.client.query({ ...sql('check-relay'), values: [this.relay] });
  }

  private async ask(): Promise<OutboxStatus> {
    const values = [this.relay, countLimit];
    const { rows } = await this.client.query<StatusColumns>({ ...sql('read-status'), values });
    const [row] = rows;
    return {
      backlog: row?.backlog ?? 0,
      oldestAgeMs: row?.oldest_age_ms ?? null,
      deadLetters: row?.dead_letters ?? 0,
      owner: row?.owner ?? null,
    };
  }
}

interface StatusColumns {
  readonly backlog: number;
  readonly oldest_age_ms: number | null;
  readonly owner: string | null;
  readonly dead_letters: number;
}
