import {
  createEventStore,
  eventStoreMigrations,
  type AppendRequest,
  type EventStore,
} from '@ordersaga/event-store';
import {
  appendToOutbox,
  createOutboxHint,
  outboxMigrations,
  type OutboxHint,
  type OutboxMessage,
} from '@ordersaga/outbox';
import { createPool, migrate } from '@ordersaga/postgres';
import type { Pool } from 'pg';
import { v7 as uuidV7 } from 'uuid';
import type { Bench } from '../bench';
import { checkStreams } from '../check-streams';
import { monotonicMs } from '../clock';
import { domainMessage, eventsOfAnOrder, orderStep, type OrderStep } from '../order-events';
import { ownDatabase } from '../own-database';
import { checkDelivery } from '../relay/check-delivery';
import { checkNoBacklog } from '../relay/drain';
import type { RelayProcess } from '../relay/relay-process';
import { timed } from './interleave';

const ordersPerCommit = 250;

/** The event log of Order, filled to a size, with the outbox beside it and a relay that has published all of it. */
export class OrderLog {
  private readonly versions = new Map<string, number>();
  private readonly published: OutboxMessage[] = [];
  private orderIds: string[] = [];
  /** Rows the outbox ever had. */
  private rows = 0;

  private constructor(
    private readonly bench: Bench,
    private readonly relays: RelayProcess,
    private readonly name: string,
    private readonly topic: string,
    private readonly pool: Pool,
    private readonly store: EventStore,
    private readonly hint: OutboxHint,
  ) {}

  static async open(bench: Bench, relays: RelayProcess, name: string, topic: string): Promise<OrderLog> {
    const connectionString = withoutFlush(await ownDatabase(bench, name));
    await migrate({ connectionString, modules: [outboxMigrations, eventStoreMigrations] });
    const pool = createPool({ connectionString });
    bench.onEnd(() => pool.end());
    const hint = createOutboxHint({ connectionString });
    bench.onEnd(() => hint.close());
    await relays.ask('start', { relay: name, connectionString, destination: 'nowhere' });
    return new OrderLog(bench, relays, name, topic, pool, createEventStore({ pool }), hint);
  }

  /** Appends whole orders through the store, and has the relay read past what they wrote into the outbox. */
  async fill(events: number): Promise<void> {
    let left = events / eventsOfAnOrder;
    const writer = async (): Promise<void> => {
      while (left > 0) {
        this.bench.signal.throwIfAborted();
        const orders = Math.min(left, ordersPerCommit);
        left -= orders;
        await this.append(Array.from({ length: orders }, () => wholeOrder(uuidV7())));
      }
    };
    await Promise.all([writer(), writer()]);
    this.orderIds = [...this.versions.keys()];
    await this.pool.query('VACUUM (ANALYZE) streams, events, outbox'); // as autovacuum would in time
    await this.relays.ask('acknowledged', { relay: this.name, rows: this.rows });
    await this.relays.ask('redirect', { relay: this.name, destination: 'kafka' });
  }

  /** A new order is placed. @returns milliseconds */
  appendOne(): Promise<number> {
    const step = orderStep(uuidV7(), 1);
    this.published.push(domainMessage(step, this.topic));
    return timed(() => this.append([[step]]));
  }

  /** Some order is read. @returns milliseconds */
  loadOne(): Promise<number> {
    const orderId = this.orderIds[Math.floor(Math.random() * this.orderIds.length)] as string;
    return timed(async () => {
      const { length } = await this.store.load(orderId);
      if (length !== eventsOfAnOrder) throw new Error(`order ${orderId} has ${length} events`);
    });
  }

  /** From a commit, through hint and poll, until the relay has the row in hand. @returns milliseconds */
  async pollOne(): Promise<number> {
    const message = domainMessage(orderStep(uuidV7(), 1), this.topic);
    await appendToOutbox(this.pool, [message]);
    const committed = monotonicMs();
    this.hint.notify();
    this.published.push(message);
    this.rows += 1;
    await this.relays.ask('acknowledged', { relay: this.name, rows: this.rows });
    const sends = await this.relays.ask('sends', { relay: this.name });
    const send = sends.find(({ messageIds }) => messageIds.includes(message.messageId));
    if (!send) throw new Error(`message ${message.messageId} was not sent`);
    return send.calledAt - committed;
  }

  /** @throws Error when an event, a message or the order of either got lost */
  async check(): Promise<void> {
    await checkNoBacklog(this.relays, this.name);
    await this.relays.ask('stop', { relay: this.name });
    await checkStreams(this.pool, this.versions);
    await checkDelivery(this.bench, this.topic, this.published);
  }

  private async append(orders: readonly OrderStep[][]): Promise<void> {
    const verdicts = await this.store.append(orders.map((steps) => this.requestOf(steps)));
    verdicts.forEach(({ streamId, appended, version }) => {
      if (!appended) throw new Error(`order ${streamId} conflicts at version ${version}`);
      this.versions.set(streamId, version);
      this.rows += version;
    });
  }

  private requestOf(steps: readonly OrderStep[]): AppendRequest {
    return {
      streamId: (steps[0] as OrderStep).orderId,
      streamType: 'order',
      expectedVersion: 'none',
      events: steps.map(({ event }) => event),
      outbox: steps.map((step) => domainMessage(step, this.topic)),
    };
  }
}

/** Waiting for the disk is the same on both sides, and would hide what else has grown. */
function withoutFlush(connectionString: string): string {
  const url = new URL(connectionString);
  url.searchParams.set('options', '-c synchronous_commit=off');
  return url.href;
}

function wholeOrder(orderId: string): OrderStep[] {
  return Array.from({ length: eventsOfAnOrder }, (_, index) => orderStep(orderId, index + 1));
}
