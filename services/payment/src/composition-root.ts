import { topics } from '@ordersaga/contracts';
import { createHttpServer } from '@ordersaga/http-edge';
import { inboxMigrations, startInboxUpkeep } from '@ordersaga/inbox';
import { createMessaging } from '@ordersaga/messaging';
import { createOutboxHint, outboxMigrations } from '@ordersaga/outbox';
import { isUnavailable, migrate, onceReachable } from '@ordersaga/postgres';
import {
  createLogger,
  createMetrics,
  Started,
  type Logger,
  type Stoppable,
} from '@ordersaga/service-runtime';
import { isTracing } from '@ordersaga/telemetry';
import { openEntityStore, type EntityStore } from '@ordersaga/unit-of-work';
import { paymentProblem } from './adapters/inbound/http/payment-problems';
import { paymentRoutes } from './adapters/inbound/http/payment-routes';
import { startTriggerConsumer } from './adapters/inbound/kafka/trigger-consumer';
import { createGateway } from './adapters/outbound/gateways/create-gateway';
import { MeasuredGateway } from './adapters/outbound/gateways/measured-gateway';
import { TracedGateway } from './adapters/outbound/gateways/traced-gateway';
import { paymentMigrations } from './adapters/outbound/postgres/migrations';
import { attemptEntity, paymentEntity } from './adapters/outbound/postgres/payment-entities';
import { paymentOutbox } from './adapters/outbound/postgres/payment-outbox';
import { PostgresPaymentStore } from './adapters/outbound/postgres/postgres-payment-store';
import type { PaymentGateway } from './application/ports/payment-gateway';
import type { PaymentStore } from './application/ports/payment-store';
import { reactToMessages } from './application/react-to-messages';
import { RecoverySweep } from './application/recovery-sweep';
import { Settlement } from './application/settlement';
import type { PaymentConfig } from './config';

/** A service that answers at `url` until it is stopped. */
export interface RunningPayment extends Stoppable {
  readonly url: string;
}

/**
 * Starts Payment: migrates its database, as soon as that can be reached, takes up what was left pending, answers HTTP,
 * reacts to stock and orders. Kafka may come later. When the start fails half-way, what had been started is stopped again.
 */
export function startPayment(
  config: PaymentConfig,
  logger: Logger = createLogger({ service: 'payment', level: config.LOG_LEVEL }),
  gateway: PaymentGateway = createGateway(config.PAYMENT_GATEWAY, config, logger),
): Promise<RunningPayment> {
  return Started.during(async (started) => {
    const entities = await openDatabase(config, logger, started);
    const topic = `${config.TOPIC_PREFIX}${topics.paymentIntegrationEvents}`;
    const store = new PostgresPaymentStore(entities, paymentOutbox(topic));
    const registry = createMetrics('payment');
    const traced = isTracing() ? new TracedGateway(gateway) : gateway;
    const measured = new MeasuredGateway(traced, registry);
    const settlement = startSettlement(config, logger, started, store, measured);
    const messaging = createMessaging({ ...config.KAFKA, clientId: 'payment', logger });
    started.add('kafka', () => messaging.close());
    const consumer = startTriggerConsumer({
      messaging,
      topicPrefix: config.TOPIC_PREFIX,
      partitions: config.KAFKA_PARTITIONS,
      react: reactToMessages(store, settlement),
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
      routes: paymentRoutes(store),
      mapError: paymentProblem,
      isUnavailable,
    });
    started.add('http', () => server.stop());
    return { url: server.url, stop: () => started.stop() };
  });
}

async function openDatabase(config: PaymentConfig, logger: Logger, started: Started): Promise<EntityStore> {
  const connectionString = config.DATABASE_URL;
  const modules = [inboxMigrations, outboxMigrations, paymentMigrations];
  await onceReachable(() => migrate({ connectionString, modules, logger }), logger);
  const hint = createOutboxHint({ connectionString });
  started.add('outbox hint', () => hint.close());
  const entities = await openEntityStore({
    connectionString,
    entities: [paymentEntity, attemptEntity],
    applicationName: 'payment',
    hint,
  });
  started.add('database', () => entities.close());
  const inboxUpkeep = startInboxUpkeep({ client: entities.pool, logger });
  started.add('inbox upkeep', () => inboxUpkeep.stop());
  return entities;
}

/** The calls to the provider, and the sweep that takes up what was left behind. */
function startSettlement(
  config: PaymentConfig,
  logger: Logger,
  started: Started,
  store: PaymentStore,
  gateway: PaymentGateway,
): Settlement {
  const settings = {
    timeoutMs: config.GATEWAY_TIMEOUT_MS,
    concurrency: config.GATEWAY_CONCURRENCY,
    graceMs: config.SETTLEMENT_GRACE_MS,
  };
  const settlement: Settlement = new Settlement(store, gateway, settings, {
    onDue: (at) => sweep.wakeAt(at),
    onUnrecorded: (err) =>
      logger.warn({ err }, 'answers of the provider could not be recorded; will ask again'),
  });
  started.add('settlement', () => settlement.stop());
  const sweep = new RecoverySweep({ store, settlement, logger, everyMs: config.SWEEP_INTERVAL_MS });
  started.add('recovery sweep', () => sweep.stop());
  sweep.start();
  return settlement;
}
