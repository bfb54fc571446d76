import { createHttpServer, type HttpServer } from '@ordersaga/http-edge';
import { startInboxUpkeep } from '@ordersaga/inbox';
import { createMessaging, type Messaging } from '@ordersaga/messaging';
import { isUnavailable, onceReachable } from '@ordersaga/postgres';
import {
  createLogger,
  createMetrics,
  Started,
  type HealthCheck,
  type Logger,
  type Registry,
  type Stoppable,
} from '@ordersaga/service-runtime';
import { startDeadlineWorker } from './adapters/inbound/deadlines/deadline-worker';
import { orderProblem } from './adapters/inbound/http/order-problems';
import { orderRoutes } from './adapters/inbound/http/order-routes';
import { startReactionConsumer } from './adapters/inbound/kafka/reaction-consumer';
import { DeadlineJobs } from './adapters/outbound/postgres/deadline-jobs';
import { startIdempotencyClaimUpkeep } from './adapters/outbound/postgres/idempotency-claim-upkeep';
import { migrateOrderDatabase } from './adapters/outbound/postgres/migrations';
import { ReactionTransactions } from './adapters/outbound/postgres/reaction-transactions';
import { countEvents } from './adapters/outbound/order-event-counter';
import { tellUnreadable } from './adapters/outbound/unreadable-histories';
import { DeadlineReactions } from './application/react-to-deadlines';
import { reactToMessages } from './application/react-to-messages';
import type { OrderConfig } from './config';
import { createPlacing, openOrderDatabase, surroundings, type OrderDatabase, type Placing } from './placing';

/** Order, running. */
export interface RunningOrder extends Stoppable {
  /** Where its HTTP contract is answered. */
  readonly url: string;
}

/**
 * Requests served at a time: some hundreds a second are written on two cores with everything on them, so that this many
 * wait for half a second there.
 */
const mostUnderWay = 200;

/** What the parts of the service share. */
interface Foundation extends OrderDatabase {
  readonly config: OrderConfig;
  readonly logger: Logger;
  readonly registry: Registry;
  readonly messaging: Messaging;
}

/**
 * Starts Order: migrates its database, as soon as that can be reached, answers HTTP, reacts to Stock and Payment. Kafka
 * may come later, for orders leave through the outbox.
 */
export function startOrder(
  config: OrderConfig,
  logger: Logger = createLogger({ service: 'order', level: config.LOG_LEVEL }),
): Promise<RunningOrder> {
  return Started.during(async (started) => {
    const foundation = await layFoundation(config, logger, started);
    const placing = createPlacing(foundation);
    startUpkeep(foundation, placing, started);
    const consumer = startReacting(foundation);
    started.add('consumer', () => consumer.stop());
    const deadlines = startSeeingToDeadlines(foundation);
    started.add('deadlines', () => deadlines.stop());
    const server = await startAnswering(foundation, placing, consumer);
    started.add('http', () => server.stop());
    return { url: server.url, stop: () => started.stop() };
  });
}

async function layFoundation(config: OrderConfig, logger: Logger, started: Started): Promise<Foundation> {
  const { DATABASE_URL: connectionString, TOPIC_PREFIX: topicPrefix } = config;
  const registry = createMetrics('order');
  const onAppended = countEvents(registry);
  const limits = { holdTimeMs: config.HOLD_TIME_MS, sagaTimeLimitMs: config.SAGA_TIME_LIMIT_MS };
  const onUnreadable = tellUnreadable(registry, logger);
  const where = { connectionString, topicPrefix };
  const database = openOrderDatabase({ ...where, limits, onAppended, onUnreadable }, started);
  await onceReachable(() => migrateOrderDatabase(database.pool, logger), logger);
  const messaging = createMessaging({ ...config.KAFKA, clientId: 'order', logger });
  started.add('kafka', () => messaging.close());
  return { ...database, config, logger, registry, messaging };
}

function startUpkeep({ pool, logger }: Foundation, { claims }: Placing, started: Started): void {
  const claimUpkeep = startIdempotencyClaimUpkeep(claims, logger);
  started.add('idempotency claim upkeep', () => claimUpkeep.stop());
  const inboxUpkeep = startInboxUpkeep({ client: pool, logger });
  started.add('inbox upkeep', () => inboxUpkeep.stop());
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

function startSeeingToDeadlines(foundation: Foundation): Stoppable {
  const { logger, limits } = foundation;
  const deadlines = new DeadlineJobs(foundation);
  const ports = { deadlines, limits, surroundings, journal: logger, isUnavailable };
  const reactions = new DeadlineReactions(ports);
  return startDeadlineWorker({ round: () => reactions.round(), logger });
}

function startAnswering(
  { config, logger, registry, pool, messaging }: Foundation,
  placing: Placing,
  consumer: HealthCheck,
): Promise<HttpServer> {
  return createHttpServer({
    port: config.PORT,
    host: config.HOST,
    drainMs: config.DRAIN_MS,
    logger,
    registry,
    checks: [
      { name: 'postgres', check: async () => void (await pool.query('SELECT 1')) },
      { name: 'kafka', check: () => messaging.check() },
      consumer,
    ],
    routes: orderRoutes(placing),
    mapError: orderProblem,
    isUnavailable,
    mostUnderWay,
  });
}
