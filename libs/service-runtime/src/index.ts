export { brokerList, ConfigError, readConfig, serviceSettings, urlOf } from './config';
export { newCorrelation, newTraceparent, type Correlation } from './correlation';
export { Started, type HealthCheck, type Stoppable } from './lifecycle';
export { createLogger, type Logger, type LoggerOptions, type WarningLog } from './logger';
export { Counter, createMetrics, Gauge, Histogram, Registry } from './metrics';
export { runService, type Service } from './run-service';
export { startUpkeep, type Upkeep } from './upkeep';
