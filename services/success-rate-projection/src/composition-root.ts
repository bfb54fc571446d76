import { createHttpServer } from '@ordersaga/http-edge';
import { createMessaging } from '@ordersaga/messaging';
import { followOrders, isStoreUnavailable, LiveCopy, queryProblem } from '@ordersaga/projection';
import {
  createLogger,
  createMetrics,
  Started,
  type Logger,
  type Stoppable,
} from '@ordersaga/service-runtime';
import { successRateRoutes } from './adapters/inbound/http/success-rate-routes';
import { watchHeartbeats } from './adapters/outbound/mongo/heartbeat-watch';
import { closeSoon, createMongoClient } from './adapters/outbound/mongo/mongo-connection';
import { MongoCopyRegister } from './adapters/outbound/mongo/mongo-copy-register';
import { openCopy } from './adapters/outbound/mongo/open-copy';
import type { ProjectionCopy } from './application/daily-totals';
import { recordOrderEvents } from './application/record-order-events';
import { startRollUp } from './application/roll-up-days';
import type { SuccessRateProjectionConfig } from './config';

const name = 'success-rate-projection';

/** The success-rate projection, running. */
export interface RunningSuccessRateProjection extends Stoppable {
  /** Where its HTTP contract is answered. */
  readonly url: string;
}

/**
 * Starts the success-rate projection: answers HTTP at once, and follows the orders as soon as Kafka and MongoDB are
 * there; either may come later or go away for a while.
 */
export function startSuccessRateProjection(
  config: SuccessRateProjectionConfig,
  logger: Logger = createLogger({ service: name, level: config.LOG_LEVEL }),
): Promise<RunningSuccessRateProjection> {
  return Started.during(async (started) => {
    const registry = createMetrics(name);
    const mongo = createMongoClient(config.MONGO_URL);
    started.add('mongo', () => mongo.close());
    const heartbeats = watchHeartbeats(mongo, logger);
    started.add('mongo heartbeats', () => heartbeats.stop());
    const database = mongo.db(config.MONGO_DATABASE);
    const live = new LiveCopy<ProjectionCopy>({
      register: new MongoCopyRegister(database),
      open: (copy) => openCopy(database, copy),
      logger,
    });
    const messaging = createMessaging({ ...config.KAFKA, clientId: name, logger });
    started.add('kafka', () => messaging.close());
    const follower = followOrders({
      messaging,
      group: name,
      topicPrefix: config.TOPIC_PREFIX,
      partitions: config.KAFKA_PARTITIONS,
      apply: (events) => live.write((copy) => recordOrderEvents(copy, events)),
      registry,
      logger,
    });
    started.add('consumer', () => follower.stop());
    const rollUp = startRollUp(live, { logger });
    started.add('roll-up', () => rollUp.stop());
    started.add('patience with mongo', async () => closeSoon(mongo));
    const server = await createHttpServer({
      port: config.PORT,
      host: config.HOST,
      drainMs: config.DRAIN_MS,
      logger,
      registry,
      checks: [
        { name: 'mongo', check: () => live.check() },
        { name: 'kafka', check: () => messaging.check() },
        follower,
      ],
      routes: successRateRoutes(live),
      mapError: queryProblem,
      isUnavailable: isStoreUnavailable,
    });
    started.add('http', () => server.stop());
    return { url: server.url, stop: () => started.stop() };
  });
}
