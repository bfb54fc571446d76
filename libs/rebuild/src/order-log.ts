import { join } from 'node:path';
import {
  createEventStore,
  type EventStore,
  type LogPosition,
  type SnapshotCursor,
  type StoredEvent,
} from '@ordersaga/event-store';
import { createPool, isUnavailable, loadSql } from '@ordersaga/postgres';
import type { OrderEvent } from '@ordersaga/projection';
import type { Pool } from 'pg';
import { UnusableLogError } from './errors';
import { toOrderEvent, type UnreadableEvent } from './to-order-event';

const sql = loadSql(join(__dirname, '../sql'));

/** Events of the log, each order's in their order, and the position behind them. */
export interface LogPart<Position> {
  readonly events: readonly OrderEvent[];
  /** Events among them that this release can't read. */
  readonly unreadable?: readonly UnreadableEvent[];
  readonly position: Position;
}

/** The log of all that ever happened to orders. */
export interface OrderLog<Position = SnapshotCursor> {
  /** How many events it has. */
  count(): Promise<number>;
  /** Reads on, from the beginning unless told, to the end as it is at a moment after this call. */
  read(from: Position | undefined): AsyncIterable<LogPart<Position>>;
  /** Whether an error means that the log is away for the moment. */
  isUnavailable(error: unknown): boolean;
}

/**
 * Events read at once: what an order goes through within a moment is then mostly in one batch, and written once; and the
 * scripts on Redis stay short for those who ask the live copy beside them.
 */
const batchSize = 2_000;

/** Longest run of one statement, milliseconds: counting a long log takes a while. */
const statementTimeoutMs = 120_000;

/** The log of orders in Order's database, which is only read. */
export class PostgresOrderLog implements OrderLog {
  private constructor(
    private readonly pool: Pool,
    private readonly events: EventStore,
  ) {}

  /**
   * @throws UnusableLogError when it is a standby: what has come to a projection may not have come there yet
   */
  static async open(connectionString: string): Promise<PostgresOrderLog> {
    const options = { connectionString, applicationName: 'rebuild', statementTimeoutMs };
    const pool = createPool({ ...options, max: 2, planOnce: true });
    const log = new PostgresOrderLog(pool, createEventStore({ pool }));
    try {
      const { rows } = await pool.query<{ standby: boolean }>(sql('is-standby'));
      if (rows[0]?.standby)
        throw new UnusableLogError('ORDER_DATABASE_URL is a standby, which may lag behind');
      return log;
    } catch (error) {
      await log.close();
      throw error;
    }
  }

  async count(): Promise<number> {
    const { rows } = await this.pool.query<{ events: number }>(sql('count-events'));
    return rows[0]?.events ?? 0;
  }

  async *read(from: LogPosition = 'beginning'): AsyncGenerator<LogPart<SnapshotCursor>> {
    for await (const { events, cursor } of this.events.readLog(from, { batchSize }))
      yield { ...readAll(events), position: cursor };
  }

  isUnavailable(error: unknown): boolean {
    return isUnavailable(error);
  }

  close(): Promise<void> {
    return this.pool.end();
  }
}

function readAll(stored: readonly StoredEvent[]) {
  const events: OrderEvent[] = [];
  const unreadable: UnreadableEvent[] = [];
  for (const each of stored) {
    const read = toOrderEvent(each);
    if (read && 'event' in read) events.push(read.event);
    else if (read) unreadable.push(read.unreadable);
  }
  return { events, unreadable };
}
