import { Kafka, logLevel } from 'kafkajs';
import type { EmbeddedSystem } from '../system/embedded-system';

/** A client of the system's Kafka that goes past the ways. */
export function kafkaOf({ backing }: Pick<EmbeddedSystem, 'backing'>): Kafka {
  return new Kafka({
    clientId: 'faults',
    brokers: backing.kafka.split(','),
    logLevel: logLevel.NOTHING,
    retry: { retries: 8 },
  });
}
