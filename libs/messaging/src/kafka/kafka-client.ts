import { Kafka, logLevel } from 'kafkajs';
import type { Logger } from '../port';
import { ClientSockets } from './client-sockets';
import { toKafkaConfig, type ConnectionOptions } from './connection-options';
import { toKafkaLog } from './kafka-log';
import { fasterWire } from './faster-wire';
import { noLongerThan } from './no-longer-than';
import { quietRequestQueue } from './quiet-request-queue';

/** A kafkajs client for one consumer, producer or admin, that can be ended for certain. */
export interface KafkaClient {
  readonly kafka: Kafka;
  /** Says goodbye, for a few seconds at most, then breaks what connections are left, for good. Never throws. */
  dispose(goodbye: () => Promise<unknown>): Promise<void>;
}

/** Makes clients for the same brokers. */
export type OpenClient = () => KafkaClient;

/** Retries inside kafkajs are few and short: those who call it know better whether and how long to go on. */
const retry = { retries: 3, initialRetryTime: 100, maxRetryTime: 1000 };
const goodbyeMs = 5000;

/** Clients with our settings. */
export function kafkaClients(options: ConnectionOptions, logger: Logger): OpenClient {
  const { clientId, connection } = options;
  quietRequestQueue();
  fasterWire();
  return () => {
    const sockets = new ClientSockets(connection?.socketFactory);
    const kafka = new Kafka({
      connectionTimeout: 3000,
      requestTimeout: 10_000,
      ...connection,
      ...toKafkaConfig(options),
      socketFactory: sockets.factory,
      clientId,
      retry,
      logLevel: logLevel.INFO,
      logCreator: toKafkaLog(logger),
    });
    return { kafka, dispose: (goodbye) => dispose(sockets, goodbye) };
  };
}

async function dispose(sockets: ClientSockets, goodbye: () => Promise<unknown>): Promise<void> {
  await noLongerThan(goodbyeMs, goodbye());
  sockets.close();
}
