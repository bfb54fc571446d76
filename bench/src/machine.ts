import { availableParallelism, totalmem } from 'node:os';
import type { LocalStack } from '@ordersaga/local-stack';

/** What it was measured on, in one line. */
export function machineOf({ components }: LocalStack): string {
  const { kafka, postgres, redis, mongo } = components;
  const servers = { Kafka: kafka, PostgreSQL: postgres, Redis: redis, MongoDB: mongo };
  return [
    `${availableParallelism()} cores`,
    `${(totalmem() / 2 ** 30).toFixed(1)} GiB`,
    `${process.platform} ${process.arch}`,
    `Node.js ${process.versions.node}`,
    ...Object.entries(servers).map(([name, { version, strategy }]) => `${name} ${version} (${strategy})`),
  ].join(', ');
}
