import { sep } from 'node:path';
import type * as Kafkajs from 'kafkajs';

let pristine: typeof Kafkajs | undefined;

/** A plain kafkajs client, with none of the project's settings and repairs. */
export function plainKafka(brokers: string): Kafkajs.Kafka {
  const { Kafka, logLevel } = plainKafkajs();
  return new Kafka({ clientId: 'bench', brokers: brokers.split(','), logLevel: logLevel.NOTHING });
}

/**
 * kafkajs as it is released: a copy of its own, because the project's own clients change the one that they load, and a
 * reference must not become faster with what is compared with it.
 */
export function plainKafkajs(): typeof Kafkajs {
  pristine ??= loadAnew();
  return pristine;
}

function loadAnew(): typeof Kafkajs {
  const ours = Object.entries(require.cache).filter(([path]) => path.includes(`${sep}kafkajs${sep}`));
  for (const [path] of ours) delete require.cache[path];
  try {
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- an import would give the loaded one
    return require('kafkajs') as typeof Kafkajs;
  } finally {
    for (const [path, loaded] of ours) require.cache[path] = loaded;
  }
}
