import type { ComponentName } from '../../component';
import { propertiesFile, sharedKafkaSettings } from '../kafka-settings';
import { initdbLocale, postgresLogin, postgresSettings } from '../postgres-settings';
import { redisSettings } from '../redis-settings';

/** How to run a server from its image. */
export interface ServerImage {
  readonly image: string;
  /** Where it listens inside the container. */
  readonly port: number;
  /** The port to have on this machine, if it is free. */
  readonly usualPort: number;
  /** Where it keeps its data inside the container. */
  readonly dataPath: string;
  readonly command?: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** A file that it is given, by the port it will have on this machine. */
  file?(hostPort: number): { readonly target: string; readonly content: string };
  url(hostPort: number): string;
}

/** The images of the servers, each official and of the version the system is built for. */
export const serverImages: Record<ComponentName, ServerImage> = {
  kafka: {
    image: 'apache/kafka:4.1.0',
    port: 9092,
    usualPort: 9092,
    dataPath: '/var/lib/kafka/data',
    environment: { KAFKA_HEAP_OPTS: '-Xmx512m -Xms256m' },
    file: (port) => ({ target: '/mnt/shared/config/server.properties', content: kafkaSettings(port) }),
    url: (port) => `127.0.0.1:${port}`,
  },
  postgres: {
    image: 'postgres:18',
    port: 5432,
    usualPort: 5432,
    dataPath: '/var/lib/postgresql', // since 18 the image keeps a folder for each major version in it
    command: ['postgres', ...postgresSettings()],
    environment: {
      POSTGRES_USER: postgresLogin.user,
      POSTGRES_PASSWORD: postgresLogin.password,
      POSTGRES_DB: 'postgres',
      POSTGRES_INITDB_ARGS: initdbLocale.join(' '),
    },
    url: (port) => `postgres://${postgresLogin.user}:${postgresLogin.password}@127.0.0.1:${port}/postgres`,
  },
  redis: {
    image: 'redis:8',
    port: 6379,
    usualPort: 6379,
    dataPath: '/data',
    command: ['redis-server', ...redisSettings],
    environment: {},
    url: (port) => `redis://127.0.0.1:${port}`,
  },
  mongo: {
    image: 'mongo:8',
    port: 27_017,
    usualPort: 27_017,
    dataPath: '/data/db',
    environment: {},
    url: (port) => `mongodb://127.0.0.1:${port}`,
  },
};

/** Clients come through the port of this machine, so that this is the address the broker has to hand out. */
function kafkaSettings(hostPort: number): string {
  return propertiesFile({
    ...sharedKafkaSettings,
    listeners: 'PLAINTEXT://:9092,INTERNAL://localhost:9094,CONTROLLER://localhost:9093',
    'advertised.listeners': `PLAINTEXT://127.0.0.1:${hostPort},INTERNAL://localhost:9094`,
    'listener.security.protocol.map': 'PLAINTEXT:PLAINTEXT,INTERNAL:PLAINTEXT,CONTROLLER:PLAINTEXT',
    'inter.broker.listener.name': 'INTERNAL',
    'controller.quorum.voters': '1@localhost:9093',
    'log.dirs': '/var/lib/kafka/data',
  });
}
