import { topics } from '@ordersaga/contracts';
import { createEventStore, eventStoreMigrations, type EventStore } from '@ordersaga/event-store';
import { createHttpServer, type HttpServer } from '@ordersaga/http-edge';
import { inboxMigrations, startInboxUpkeep } from '@ordersaga/inbox';
import { createMessaging, type Messaging } from '@ordersaga/messaging';
import { createOutboxHint, outboxMigrations } from '@ordersaga/outbox';
import { createPool, isUnavailable, migrate } from '@ordersaga/postgres';
import {
  createLogger,
  createMetrics,
  Started,
  type HealthCheck,
  type Logger,
  type Registry,
  type Stoppable,
} from '@ordersaga/service-runtime';
import type { Pool } from 'pg';
import { v7 as uuidV7 } from 'uuid';
import { orderProblem } from './adapters/inbound/http/order-problems';
import { orderRoutes } from './adapters/inbound/http/order-routes';
import { startReactionConsumer } from './adapters/inbound/kafka/reaction-consumer';
import { CatalogueTable } from './adapters/outbound/postgres/catalogue-table';
import { IdempotencyClaimTable } from './adapters/outbound/postgres/idempotency-claim-table';
import { startIdempotencyClaimUpkeep } from './adapters/outbound/postgres/idempotency-claim-upkeep';
import { orderMigrations } from './adapters/outbound/postgres/migrations';
import { OrderEventStore } from './adapters/outbound/postgres/order-event-store';
import type { OrderTopics } from './adapters/outbound/postgres/order-stream';
import { ReactionTransactions } from './adapters/outbound/postgres/reaction-transactions';
import { countEvents } from './adapters/outbound/order-event-counter';
import { PlaceOrderHandler } from './application/place-order';
import type { OrderChange } from './application/ports/order-store';
import type { Surroundings } from './application/ports/surroundings';
import { reactToMessages } from './application/react-to-messages';
import type { OrderConfig } from './config';

/** Order, running. */
export interface RunningOrder extends Stoppable {
  /** Where its HTTP contract is answered. */
  readonly url: string;
}

const surroundings: Surroundings = { now: () => new Date(), newId: () => uuidV7() };

/** Longest run of one statement, milliseconds. */
const statementTimeoutMs = 10_000;

/** How long a request with an idempotency key is taken to be running: longer than its append may take. */
const claimHoldMs = statementTimeoutMs;

/** What the parts of the service share. */
interface Foundation {
  readonly config: OrderConfig;
  readonly logger: Logger;
  readonly registry: Registry;
  readonly pool: Pool;
  readonly messaging: Messaging;
  readonly events: EventStore;
  readonly topics: OrderTopics;
  readonly onAppended: (changes: readonly OrderChange[]) => void;
}

/**
 * Starts Order: migrates its database, answers HTTP, reacts to Stock and Payment. Needs Postgres to start; Kafka may
 * come later, for orders leave through the outbox.
 */
export function startOrder(
  config: OrderConfig,
  logger: Logger = createLogger({ service: 'order', level: config.LOG_LEVEL }),
): Promise<RunningOrder> {
  return Started.during(async (started) => {
    const foundation = await layFoundation(config, logger, started);
    const claims = startUpkeep(foundation, started);
    const consumer = startReacting(foundation);
    started.add('consumer', () => consumer.stop());
    const server = await startAnswering(foundation, claims, consumer);
    started.add('http', () => server.stop());
    return { url: server.url, stop: () => started.stop() };
  });
}

async function layFoundation(config: OrderConfig, logger: Logger, started: Started): Promise<Foundation> {
  const { DATABASE_URL: connectionString, KAFKA_BROKERS: brokers, TOPIC_PREFIX: prefix } = config;
  const pool = createPool({ connectionString, applicationName: 'order', statementTimeoutMs });
  started.add('postgres', () => pool.end());
  const modules = [eventStoreMigrations, outboxMigrations, inboxMigrations, orderMigrations];
  await migrate({ connectionString, modules, logger });
  const messaging = createMessaging({ brokers, clientId: 'order', logger });
  started.add('kafka', () => messaging.close());
  const hint = createOutboxHint({ connectionString });
  started.add('outbox hint', () => hint.close());
  const registry = createMetrics('order');
  const count = countEvents(registry);
  return {
    config,
    logger,
    registry,
    pool,
    messaging,
    events: createEventStore({ pool }),
    topics: {
      domainEvents: prefix + topics.orderDomainEvents,
      integrationEvents: prefix + topics.orderIntegrationEvents,
    },
    onAppended: (changes) => {
      hint.notify();
      count(changes);
    },
  };
}

function startUpkeep({ pool, logger }: Foundation, started: Started): IdempotencyClaimTable {
  const claims = new IdempotencyClaimTable(pool, claimHoldMs);
  const claimUpkeep = startIdempotencyClaimUpkeep(claims, logger);
  started.add('idempotency claim upkeep', () => claimUpkeep.stop());
  const inboxUpkeep = startInboxUpkeep({ client: pool, logger });
  started.add('inbox upkeep', () => inboxUpkeep.stop());
  return claims;
}

function startReacting(foundation: Foundation): Stoppable & HealthCheck {
  const { config, logger, registry, messaging } = foundation;
  const reactions = new ReactionTransactions(foundation);
  return startReactionConsumer({
    messaging,
    topicPrefix: config.TOPIC_PREFIX,
    partitions: config.KAFKA_PARTITIONS,
    react: (messages) => reactToMessages({ reactions, surroundings, journal: logger }, messages),
    isUnavailable,
    registry,
    logger,
  });
}

function startAnswering(
  { config, logger, registry, pool, messaging, events, topics, onAppended }: Foundation,
  claims: IdempotencyClaimTable,
  consumer: HealthCheck,
): Promise<HttpServer> {
  const catalogue = new CatalogueTable(pool);
  const store = new OrderEventStore(events, topics, onAppended);
  const placeOrder = new PlaceOrderHandler({ catalogue, claims, store, surroundings });
  return createHttpServer({
    port: config.PORT,
    host: config.HOST,
    logger,
    registry,
    checks: [
      { name: 'postgres', check: async () => void (await pool.query('SELECT 1')) },
      { name: 'kafka', check: () => messaging.check() },
      consumer,
    ],
    routes: orderRoutes({ placeOrder, store, catalogue }),
    mapError: orderProblem,
    isUnavailable,
  });
}
