import { Kafka, logLevel, type KafkaConfig } from 'kafkajs';
import type { Logger } from '../port';
import { toKafkaLog } from './kafka-log';
import { quietRequestQueue } from './quiet-request-queue';

/** How to reach the brokers. */
export interface ConnectionOptions {
  readonly brokers: readonly string[];
  readonly clientId: string;
  /** TLS, SASL and the like, handed on to kafkajs. */
  readonly connection?: Partial<
    Omit<KafkaConfig, 'brokers' | 'clientId' | 'logCreator' | 'logLevel' | 'retry'>
  >;
}

/** Retries inside kafkajs are few and short: those who call it know better whether and how long to go on. */
const retry = { retries: 3, initialRetryTime: 100, maxRetryTime: 1000 };

/** A kafkajs client with our settings. */
export function createKafka({ brokers, clientId, connection }: ConnectionOptions, logger: Logger): Kafka {
  quietRequestQueue();
  return new Kafka({
    connectionTimeout: 3000,
    requestTimeout: 10_000,
    ...connection,
    brokers: [...brokers],
    clientId,
    retry,
    logLevel: logLevel.INFO,
    logCreator: toKafkaLog(logger),
  });
}
