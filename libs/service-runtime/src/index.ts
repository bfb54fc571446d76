export { ConfigError, readConfig, urlOf } from './config';
export {
  readKafkaConnection,
  withKafka,
  type KafkaConnection,
  type KafkaLogin,
} from './connections/kafka-connection';
export { mongoTlsFault, mongoUrl } from './connections/mongo-url';
export { postgresTlsFault, postgresUrl } from './connections/postgres-url';
export {
  readRedisConnection,
  redisSettings,
  withRedis,
  type RedisConnection,
} from './connections/redis-connection';
export type { TlsFiles } from './connections/tls-files';
export { newCorrelation, newTraceparent, type Correlation } from './correlation';
export { Started, type HealthCheck, type Stoppable } from './lifecycle';
export { createLogger, type Logger, type LoggerOptions, type WarningLog } from './logger';
export { Counter, createMetrics, Gauge, Histogram, Registry } from './metrics';
export { runService, type RunningService, type Service } from './run-service';
export { serviceSettings } from './service-settings';
export { startUpkeep, type Upkeep } from './upkeep';
