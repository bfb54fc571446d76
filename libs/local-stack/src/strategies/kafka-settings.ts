import { securedListener } from './kafka-security';

/** What a broker is told wherever it runs. One node is broker and controller, so that every replication factor is 1. */
export const sharedKafkaSettings = {
  'process.roles': 'broker,controller',
  'node.id': 1,
  'controller.listener.names': 'CONTROLLER',
  'auto.create.topics.enable': false,
  'default.replication.factor': 1,
  'offsets.topic.replication.factor': 1,
  'offsets.topic.num.partitions': 4,
  'transaction.state.log.replication.factor': 1,
  'transaction.state.log.min.isr': 1,
  'transaction.state.log.num.partitions': 4,
  'share.coordinator.state.topic.replication.factor': 1,
  'share.coordinator.state.topic.min.isr': 1,
  'group.initial.rebalance.delay.ms': 0,
  // An idle controller writes a record every half second unless told otherwise.
  'metadata.max.idle.interval.ms': 10_000,
  // A broker that was killed may not come back before its old session is over; the default is 9 s.
  'broker.session.timeout.ms': 4_500,
  'broker.heartbeat.interval.ms': 1_500,
  'num.network.threads': 2,
  'num.io.threads': 4,
  'background.threads': 2,
  // The default takes 128 MB of a 512 MB heap.
  'log.cleaner.dedupe.buffer.size': 16 * 1024 * 1024,
} as const;

/** A further listener of a broker, for clients whose connections shall go through something in between. */
export interface KafkaDoor {
  /** The listener's name: capital letters, digits and underscores. */
  readonly name: string;
  readonly port: number;
  /** Where on the loopback address its clients are told to go. */
  readonly advertisedPort: number;
}

/** What changes from start to start. */
export interface KafkaAddress {
  readonly port: number;
  readonly controllerPort: number;
  readonly logDir: string;
  readonly doors?: readonly KafkaDoor[];
  /** Settings of a listener that is secured, in place of the plain one. */
  readonly security?: Readonly<Record<string, string>> | undefined;
}

/**
 * The configuration file of a broker on this machine's loopback address. Its ports are configuration only, which is
 * why the same data can be served on others next time.
 */
export function kafkaProperties({
  port,
  controllerPort,
  logDir,
  doors = [],
  security,
}: KafkaAddress): string {
  const main = security ? securedListener : 'PLAINTEXT';
  const listeners = [{ name: main, port, advertisedPort: port }, ...doors];
  return propertiesFile({
    ...sharedKafkaSettings,
    'controller.quorum.voters': `1@127.0.0.1:${controllerPort}`,
    listeners: [...listeners, { name: 'CONTROLLER', port: controllerPort }]
      .map((each) => `${each.name}://127.0.0.1:${each.port}`)
      .join(),
    'advertised.listeners': listeners
      .map(({ name, advertisedPort }) => `${name}://127.0.0.1:${advertisedPort}`)
      .join(),
    'listener.security.protocol.map': [...listeners, { name: 'CONTROLLER' }]
      .map(({ name }) => `${name}:${name === main ? main : 'PLAINTEXT'}`)
      .join(),
    'log.dirs': logDir,
    ...security,
  });
}

/** Settings as Java reads them from a file. */
export function propertiesFile(settings: Readonly<Record<string, string | number | boolean>>): string {
  return Object.entries(settings)
    .map(([key, value]) => `${key}=${value}\n`)
    .join('');
}
