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

/** What changes from start to start. */
export interface KafkaAddress {
  readonly port: number;
  readonly controllerPort: number;
  readonly logDir: string;
}

/**
 * The configuration file of a broker on this machine's loopback address. Its ports are configuration only, which is
 * why the same data can be served on others next time.
 */
export function kafkaProperties({ port, controllerPort, logDir }: KafkaAddress): string {
  const settings = {
    ...sharedKafkaSettings,
    'controller.quorum.voters': `1@127.0.0.1:${controllerPort}`,
    listeners: `PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controllerPort}`,
    'advertised.listeners': `PLAINTEXT://127.0.0.1:${port}`,
    'listener.security.protocol.map': 'PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT',
    'log.dirs': logDir,
  };
  return Object.entries(settings)
    .map(([key, value]) => `${key}=${value}\n`)
    .join('');
}
