import { z } from 'zod';
import { kafkaSettings } from './connections/kafka-connection';

const port = z.coerce.number('must be a port number').int().min(0).max(65_535);
const logLevel = z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']);

/**
 * What every service is told by its environment; `defaultPort` is the one of the HTTP contract. What is said of Kafka is
 * put together by `withKafka`.
 */
export function serviceSettings(defaultPort: number) {
  return {
    PORT: port.default(defaultPort),
    HOST: z.string().default('127.0.0.1'),
    /**
     * How long a service that is told to stop still takes requests while it says that it is not ready, milliseconds: as
     * long as what sends it requests needs to notice.
     */
    DRAIN_MS: z.coerce.number('must be a number').int().min(0).max(10_000).default(0),
    LOG_LEVEL: logLevel.default('info'),
    ...kafkaSettings,
    /** Put before every topic and consumer group, so that several systems can share a cluster. */
    TOPIC_PREFIX: z
      .string()
      .regex(/^[\w.-]*$/, 'may hold letters, digits, dots, dashes, underscores')
      .default(''),
    /** Partitions of the topics that this service provisions. */
    KAFKA_PARTITIONS: z.coerce.number('must be a number').int().min(1).max(1000).default(6),
  };
}
