import { databaseName, databaseUrl } from '@ordersaga/running-system';
import { databaseOwners, type ServiceSpec } from './topology';

/** The servers that a system runs on. */
export interface Backing {
  /** Bootstrap servers, `host:port` separated by commas. */
  readonly kafka: string;
  /** A role that may create databases. */
  readonly postgres: string;
  readonly redis: string;
  readonly mongo: string;
}

/**
 * Everything a system calls its own on shared servers. An empty prefix is the system of `npm start`; tests take a
 * prefix each, so that several systems live on one stack.
 */
export class Namespace {
  constructor(
    private readonly backing: Backing,
    readonly prefix = '',
  ) {}

  /** The name of a service's Postgres database. */
  database(service: string): string {
    return databaseName(this.prefix, service);
  }

  databaseUrl(service: string): string {
    return databaseUrl(this.backing.postgres, this.prefix, service);
  }

  get mongoDatabase(): string {
    return `${this.prefix}ordersaga`;
  }

  /** The environment that tells a service where its store and its Kafka are. */
  environmentOf({ store, name }: ServiceSpec): Record<string, string> {
    const shared = { KAFKA_BROKERS: this.backing.kafka, TOPIC_PREFIX: this.prefix };
    switch (store) {
      case 'postgres':
        return { ...shared, DATABASE_URL: this.databaseUrl(name) };
      case 'redis':
        return { ...shared, REDIS_URL: this.backing.redis, REDIS_KEY_PREFIX: this.prefix };
      case 'mongo':
        return { ...shared, MONGO_URL: this.backing.mongo, MONGO_DATABASE: this.mongoDatabase };
      case 'outboxes':
        return {
          ...shared,
          OUTBOXES: databaseOwners.map((owner) => `${owner}=${this.databaseUrl(owner)}`).join(','),
        };
    }
  }
}
