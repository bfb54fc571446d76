import { topics } from '@ordersaga/contracts';
import { createEventStore, type EventStore } from '@ordersaga/event-store';
import { createOutboxHint } from '@ordersaga/outbox';
import { createPool } from '@ordersaga/postgres';
import { Started } from '@ordersaga/service-runtime';
import type { Pool } from 'pg';
import { v7 as uuidV7 } from 'uuid';
import { CatalogueTable } from './adapters/outbound/postgres/catalogue-table';
import { IdempotencyClaimTable } from './adapters/outbound/postgres/idempotency-claim-table';
import { OrderEventStore } from './adapters/outbound/postgres/order-event-store';
import type { OrderStreamSettings } from './adapters/outbound/postgres/order-stream';
import { ChangeOrderHandler } from './application/change-order';
import { PlaceOrderHandler, type PlaceOrderRequest } from './application/place-order';
import type { OrderChange } from './application/ports/order-store';
import type { Surroundings } from './application/ports/surroundings';
import { usualLimits, type DeadlineLimits } from './domain/deadline';

export type { PlaceOrderHandler, PlaceOrderRequest };

/** The time and the ids of the running service. */
export const surroundings: Surroundings = { now: () => new Date(), newId: () => uuidV7() };

/** Longest run of one statement, milliseconds. */
const statementTimeoutMs = 10_000;

/** How long a request with an idempotency key is taken to be running: longer than its append may take. */
const claimHoldMs = statementTimeoutMs;

/** Order's database as every part of the service uses it. */
export interface OrderDatabase extends OrderStreamSettings {
  readonly pool: Pool;
  readonly events: EventStore;
  /** To be told of every committed change, so that its messages leave at once. */
  readonly onAppended: (changes: readonly OrderChange[]) => void;
}

/** Where Order's database is, and what stands before its topics. */
export interface OrderDatabaseOptions {
  readonly connectionString: string;
  readonly topicPrefix: string;
  /** By which orders have their deadlines; the usual ones unless told otherwise. */
  readonly limits?: DeadlineLimits;
  /** Hears of committed changes too. */
  readonly onAppended?: (changes: readonly OrderChange[]) => void;
  readonly onUnreadable?: OrderStreamSettings['onUnreadable'];
}

/** Opens the database, with its event store and the way to wake the relay; whoever adds to `started` stops it. */
export function openOrderDatabase(options: OrderDatabaseOptions, started: Started): OrderDatabase {
  const { connectionString, topicPrefix, limits = usualLimits, onAppended, onUnreadable } = options;
  const pool = createPool({ connectionString, applicationName: 'order', statementTimeoutMs, planOnce: true });
  started.add('postgres', () => pool.end());
  const hint = createOutboxHint({ connectionString });
  started.add('outbox hint', () => hint.close());
  return {
    pool,
    events: createEventStore({ pool, alongside: 'set_deadlines' }),
    limits,
    ...(onUnreadable && { onUnreadable }),
    topics: {
      domainEvents: topicPrefix + topics.orderDomainEvents,
      integrationEvents: topicPrefix + topics.orderIntegrationEvents,
    },
    onAppended: (changes) => {
      hint.notify();
      onAppended?.(changes);
    },
  };
}

/** What orders are placed with, changed with and read from. */
export interface Placing {
  readonly catalogue: CatalogueTable;
  readonly claims: IdempotencyClaimTable;
  readonly store: OrderEventStore;
  readonly placeOrder: PlaceOrderHandler;
  readonly changeOrder: ChangeOrderHandler;
}

/** Puts together what places and changes orders on a database. */
export function createPlacing(database: OrderDatabase): Placing {
  const { pool, events, onAppended } = database;
  const catalogue = new CatalogueTable(pool);
  const claims = new IdempotencyClaimTable(pool, claimHoldMs);
  const store = new OrderEventStore(events, database, onAppended);
  return {
    catalogue,
    claims,
    store,
    placeOrder: new PlaceOrderHandler({ catalogue, claims, store, surroundings }),
    changeOrder: new ChangeOrderHandler({ catalogue, store, surroundings }),
  };
}

/** Places orders below HTTP, on the database of a running Order: for loads that measure what lies behind the API. */
export interface OpenPlacing extends Pick<Placing, 'placeOrder'> {
  close(): Promise<void>;
}

/** Opens the database of an Order that has migrated it. */
export function openPlacing(options: OrderDatabaseOptions): OpenPlacing {
  const started = new Started();
  const { placeOrder } = createPlacing(openOrderDatabase(options, started));
  return { placeOrder, close: () => started.stop() };
}
