import { startLocalStack } from '@ordersaga/local-stack';
import { keepStack } from './kept-stack';

/** Jest's global setup: one stack for the whole run, in a folder that goes with it. */
export default async function startStack(): Promise<void> {
  const stack = await startLocalStack({
    dataDir: 'temporary',
    ports: 'any',
    onProgress: (component, text) => process.stderr.write(`${component}: ${text}\n`),
  });
  keepStack(stack);
  const { kafka, postgres, redis, mongo } = stack.components;
  process.env.KAFKA_BROKERS = kafka.url;
  process.env.POSTGRES_URL = postgres.url;
  process.env.REDIS_URL = redis.url;
  process.env.MONGO_URL = mongo.url;
}
