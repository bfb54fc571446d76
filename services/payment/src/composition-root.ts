import { deadLetterTopic, topics } from '@ordersaga/contracts';
import { createHttpServer } from '@ordersaga/http-edge';
import { inboxMigrations, startInboxUpkeep } from '@ordersaga/inbox';
import { createMessaging } from '@ordersaga/messaging';
import { createOutboxHint, outboxMigrations } from '@ordersaga/outbox';
import { isUnavailable, migrate } from '@ordersaga/postgres';
import {
  createLogger,
  createMetrics,
  Started,
  type Logger,
  type Stoppable,
} from '@ordersaga/service-runtime';
import { openEntityStore, type EntityStore } from '@ordersaga/unit-of-work';
import { paymentProblems } from './adapters/inbound/http/payment-problems';
import { paymentRoutes } from './adapters/inbound/http/payment-routes';
import { decodePaymentTrigger } from './adapters/inbound/kafka/decode-payment-trigger';
import { createGateway } from './adapters/outbound/gateways/create-gateway';
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

/** Starts Payment; when that fails half-way, what had been started is stopped again. */
export function startPayment(
  config: PaymentConfig,
  logger: Logger = createLogger({ service: 'payment', level: config.LOG_LEVEL }),
  gateway: PaymentGateway = createGateway(config.PAYMENT_GATEWAY),
): Promise<RunningPayment> {
  return Started.during(async (started) => {
    const entities = await openDatabase(config, logger, started);
    const topic = `${config.TOPIC_PREFIX}${topics.paymentIntegrationEvents}`;
    const store = new PostgresPaymentStore(entities, paymentOutbox(topic));
    const settlement = startSettlement(config, logger, started, store, gateway);
    const messages = followMessages(config, logger, started, store, settlement);
    const server = await createHttpServer({
      port: config.PORT,
      host: config.HOST,
      logger,
      registry: createMetrics('payment'),
      checks: [
        { name: 'postgres', check: () => entities.check() },
        { name: 'kafka', check: () => messages.check() },
      ],
      routes: paymentRoutes(store),
      mapError: paymentProblems(isUnavailable),
    });
    started.add('http', () => server.stop());
    await messages.start();
    // Stopped first, so that a provider that is slow can't hold up the consumer's stop.
    started.add('settlement intake', () => Promise.resolve(settlement.hurry()));
    return { url: server.url, stop: () => started.stop() };
  });
}

async function openDatabase(config: PaymentConfig, logger: Logger, started: Started): Promise<EntityStore> {
  const connectionString = config.DATABASE_URL;
  await migrate({
    connectionString,
    modules: [inboxMigrations, outboxMigrations, paymentMigrations],
    logger,
  });
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
    onRetry: (at) => sweep.wakeAt(at),
    onUnrecorded: (err) =>
      logger.warn({ err }, 'answers of the provider could not be recorded; will ask again'),
  });
  started.add('settlement', () => settlement.stop());
  const sweep = new RecoverySweep({ store, settlement, logger, everyMs: config.SWEEP_INTERVAL_MS });
  started.add('recovery sweep', () => sweep.stop());
  sweep.start();
  return settlement;
}

/** The consumer of stock and order messages, and the topics it and the outbox need. */
function followMessages(
  config: PaymentConfig,
  logger: Logger,
  started: Started,
  store: PaymentStore,
  settlement: Settlement,
) {
  const prefixed = (name: string): string => `${config.TOPIC_PREFIX}${name}`;
  const groupId = prefixed('payment');
  const read = [prefixed(topics.stockIntegrationEvents), prefixed(topics.orderIntegrationEvents)];
  const letters = deadLetterTopic(groupId);
  const messaging = createMessaging({ brokers: config.KAFKA_BROKERS, clientId: groupId, logger });
  started.add('kafka', () => messaging.close());
  const consumer = messaging.consumer({
    groupId,
    topics: read,
    deadLetterTopic: letters,
    decode: decodePaymentTrigger,
    handle: reactToMessages(store, settlement),
    isUnavailable,
  });
  return {
    start: async (): Promise<void> => {
      const provisioned = [...read, prefixed(topics.paymentIntegrationEvents), letters];
      await messaging.ensureTopics(
        provisioned.map((topic) => ({ topic, partitions: config.KAFKA_PARTITIONS })),
      );
      await consumer.start();
    },
    check: async (): Promise<void> => {
      await messaging.check();
      const { ok, detail } = consumer.health();
      if (!ok) throw new Error(detail ?? 'the consumer of order and stock messages is not well');
    },
  };
}
