import { topics } from '@ordersaga/contracts';
import { createHttpServer } from '@ordersaga/http-edge';
import { inboxMigrations, startInboxUpkeep } from '@ordersaga/inbox';
import { createMessaging } from '@ordersaga/messaging';
import { createOutboxHint, outboxMigrations } from '@ordersaga/outbox';
import { isUnavailable, migrate, onceReachable } from '@ordersaga/postgres';
import {
  createLogger,
  createMetrics,
  newCorrelation,
  Started,
  type Logger,
  type Stoppable,
} from '@ordersaga/service-runtime';
import { openEntityStore, type EntityStore } from '@ordersaga/unit-of-work';
import { productRoutes } from './adapters/inbound/http/product-routes';
import { stockProblem } from './adapters/inbound/http/stock-problems';
import { startOrderConsumer } from './adapters/inbound/kafka/order-consumer';
import { startKeyedRestockUpkeep } from './adapters/outbound/postgres/keyed-restock-upkeep';
import { stockMigrations } from './adapters/outbound/postgres/migrations';
import { PostgresStockStore } from './adapters/outbound/postgres/postgres-stock-store';
import {
  keyedRestockEntity,
  productEntity,
  reservationEntity,
} from './adapters/outbound/postgres/stock-entities';
import { stockOutbox } from './adapters/outbound/postgres/stock-outbox';
import { reactToOrders } from './application/react-to-orders';
import { seedCatalogue } from './application/seed-catalogue';
import type { StockConfig } from './config';

/** A service that answers at `url` until it is stopped. */
export interface RunningStock extends Stoppable {
  readonly url: string;
}

/**
 * Requests served at a time: some hundreds a second are written on two cores with everything on them, so that this many
 * wait for half a second there.
 */
const mostUnderWay = 200;

/**
 * Starts Stock: migrates and seeds its database, as soon as that can be reached, answers HTTP, reacts to orders. Kafka may
 * come later. When the start fails half-way, what had been started is stopped again.
 */
export function startStock(
  config: StockConfig,
  logger: Logger = createLogger({ service: 'stock', level: config.LOG_LEVEL }),
): Promise<RunningStock> {
  return Started.during(async (started) => {
    const entities = await openDatabase(config, logger, started);
    const store = new PostgresStockStore(
      entities,
      stockOutbox(`${config.TOPIC_PREFIX}${topics.stockIntegrationEvents}`),
    );
    await seedCatalogue(store, config.CURRENCY, newCorrelation());
    const messaging = createMessaging({ ...config.KAFKA, clientId: 'stock', logger });
    started.add('kafka', () => messaging.close());
    const registry = createMetrics('stock');
    const consumer = startOrderConsumer({
      messaging,
      topicPrefix: config.TOPIC_PREFIX,
      partitions: config.KAFKA_PARTITIONS,
      react: reactToOrders(store),
      isUnavailable,
      registry,
      logger,
    });
    started.add('consumer', () => consumer.stop());
    const server = await createHttpServer({
      port: config.PORT,
      host: config.HOST,
      drainMs: config.DRAIN_MS,
      logger,
      registry,
      checks: [
        { name: 'postgres', check: () => entities.check() },
        { name: 'kafka', check: () => messaging.check() },
        consumer,
      ],
      routes: productRoutes(store, config.CURRENCY),
      mapError: stockProblem,
      isUnavailable,
      mostUnderWay,
    });
    started.add('http', () => server.stop());
    return { url: server.url, stop: () => started.stop() };
  });
}

async function openDatabase(config: StockConfig, logger: Logger, started: Started): Promise<EntityStore> {
  const connectionString = config.DATABASE_URL;
  const modules = [inboxMigrations, outboxMigrations, stockMigrations];
  await onceReachable(() => migrate({ connectionString, modules, logger }), logger);
  const hint = createOutboxHint({ connectionString });
  started.add('outbox hint', () => hint.close());
  const entities = await openEntityStore({
    connectionString,
    entities: [productEntity, reservationEntity, keyedRestockEntity],
    applicationName: 'stock',
    hint,
  });
  started.add('database', () => entities.close());
  const inboxUpkeep = startInboxUpkeep({ client: entities.pool, logger });
  started.add('inbox upkeep', () => inboxUpkeep.stop());
  const keyUpkeep = startKeyedRestockUpkeep(entities.pool, logger);
  started.add('key upkeep', () => keyUpkeep.stop());
  return entities;
}
