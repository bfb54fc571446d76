import { toKafkaConfig } from '@ordersaga/messaging';
import { readKafkaConnection } from '@ordersaga/service-runtime';
import { Kafka, logLevel, type Admin } from 'kafkajs';
import { askKafkaRelease } from './kafka-release';

/**
 * Asks a Kafka cluster once whether it has a broker that takes requests, and whether consumer groups can be joined.
 * @param brokers `host:port`, several separated by commas
 * @param environment the variables about TLS and SASL
 * @returns its release, such as `4.1`
 * @throws whatever keeps it from answering
 */
export async function probeKafka(
  brokers: string,
  environment: Readonly<Record<string, string>>,
): Promise<string> {
  const connection = readKafkaConnection({ ...environment, KAFKA_BROKERS: brokers });
  const admin = new Kafka({
    ...toKafkaConfig(connection),
    clientId: 'local-stack',
    connectionTimeout: 2_000,
    requestTimeout: 5_000,
    retry: { retries: 0 },
    logLevel: logLevel.NOTHING,
  }).admin();
  try {
    await admin.connect();
    const cluster = await admin.describeCluster();
    const [broker] = cluster.brokers;
    if (!broker) throw new Error('the cluster has no broker yet');
    await groupsAreServed(admin);
    return await askKafkaRelease(broker.host, broker.port, connection.tls).catch(() => 'unknown');
  } finally {
    await admin.disconnect().catch(() => undefined);
  }
}

/** A broker that has just begun makes its offsets topic at the first question for a group; joining would fail until then. */
async function groupsAreServed(admin: Admin): Promise<void> {
  try {
    await admin.fetchOffsets({ groupId: 'local-stack' });
  } catch (error) {
    // On a cluster of somebody else's we may have no right to ask.
    if (!/_AUTHORIZATION_FAILED$/.test((error as { type?: string }).type ?? '')) throw error;
  }
}
