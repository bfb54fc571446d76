import { createEventStore } from '@ordersaga/event-store';
import { createPool, isUnavailable } from '@ordersaga/postgres';
import { freshDatabase } from '@ordersaga/test-kit';
import type { Pool } from 'pg';
import { v7 as newId } from 'uuid';
import { DeadlineJobs } from '../src/adapters/outbound/postgres/deadline-jobs';
import { migrateOrderDatabase } from '../src/adapters/outbound/postgres/migrations';
import { OrderEventStore } from '../src/adapters/outbound/postgres/order-event-store';
import type { OrderTransactionOptions } from '../src/adapters/outbound/postgres/order-transaction';
import type { Deadlines } from '../src/application/ports/deadlines';
import type { OrderChange, StoredOrderEvent } from '../src/application/ports/order-store';
import { DeadlineReactions } from '../src/application/react-to-deadlines';
import { recordEvents } from '../src/application/record-events';
import type { OrderCommand } from '../src/domain/commands';
import type { DeadlineLimits } from '../src/domain/deadline';
import { decide } from '../src/domain/decide';
import { fold } from '../src/domain/evolve';
import type { Order } from '../src/domain/order';
import { placing } from './domain/order-scenario';

/** The job of a deadline, as it is kept. */
export interface JobRow {
  readonly id: string;
  readonly start_after: Date;
  readonly for_ever: boolean;
}

/** Orders and their deadlines on a database of their own, without the service around them. */
export class DeadlinesUnderTest {
  /** What rounds have committed. */
  readonly committed: OrderChange[] = [];
  readonly warnings: string[] = [];

  private constructor(
    readonly pool: Pool,
    readonly close: () => Promise<void>,
  ) {}

  static async open(name: string): Promise<DeadlinesUnderTest> {
    const database = await freshDatabase(name);
    const pool = createPool({ connectionString: database.url, planOnce: true });
    await migrateOrderDatabase(pool);
    return new DeadlinesUnderTest(pool, async () => {
      await pool.end();
      await database.drop();
    });
  }

  /** Deadlines as an instance with these limits keeps them. */
  jobs(limits: DeadlineLimits): DeadlineJobs {
    return new DeadlineJobs(this.options(limits));
  }

  /** What an instance with these limits does about deadlines; its clock may be off. */
  reactions(limits: DeadlineLimits, now = () => new Date(), deadlines?: Deadlines): DeadlineReactions {
    return new DeadlineReactions({
      deadlines: deadlines ?? this.jobs(limits),
      limits,
      isUnavailable,
      surroundings: { now, newId: () => newId() },
      journal: { warn: (_, message) => void this.warnings.push(message) },
    });
  }

  /** Does what is asked of an order, under an instance's limits; gives the order as it is then. */
  async ask(limits: DeadlineLimits, orderId: string, command: OrderCommand): Promise<Order> {
    const before = fold(await this.store(limits).load(orderId));
    const order = await this.askAsIf(limits, orderId, before, command);
    if (order === undefined) throw new Error('the order has moved on');
    return order;
  }

  /** The same of an order as it was before; undefined when it has moved on since. */
  async askAsIf(
    limits: DeadlineLimits,
    orderId: string,
    before: Order | undefined,
    command: OrderCommand,
  ): Promise<Order | undefined> {
    const cause = { correlationId: `of ${command.type}`, causationId: 'cause' };
    const surroundings = { now: () => new Date(), newId: () => newId() };
    const { events, order } = recordEvents(orderId, before, decide(before, command), cause, surroundings);
    return (await this.store(limits).append({ orderId, before, events })) ? order : undefined;
  }

  async place(limits: DeadlineLimits, hold = false): Promise<Order> {
    return this.ask(limits, newId(), placing({ hold }));
  }

  history(orderId: string): Promise<StoredOrderEvent[]> {
    return this.store({ holdTimeMs: 1, sagaTimeLimitMs: 1 }).load(orderId);
  }

  async typesOf(orderId: string): Promise<string[]> {
    return (await this.history(orderId)).map(({ type }) => type);
  }

  async jobsOf(orderId: string): Promise<JobRow[]> {
    const { rows } = await this.pool.query<JobRow>(
      `SELECT id, start_after, keep_until = 'infinity' AS for_ever FROM pgboss.job WHERE data ->> 'orderId' = $1`,
      [orderId],
    );
    return rows;
  }

  private store(limits: DeadlineLimits): OrderEventStore {
    const { events } = this.options(limits);
    return new OrderEventStore(events, this.options(limits), () => undefined);
  }

  private options(limits: DeadlineLimits): OrderTransactionOptions {
    return {
      pool: this.pool,
      events: createEventStore({ pool: this.pool, alongside: 'set_deadlines' }),
      topics: { domainEvents: 'domain', integrationEvents: 'integration' },
      limits,
      onAppended: (changes) => void this.committed.push(...changes),
    };
  }
}
