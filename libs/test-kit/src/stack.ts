/** Where the servers of this test run are. */
export interface StackUrls {
  /** Kafka bootstrap servers, `host:port` separated by commas. */
  readonly kafka: string;
  readonly postgres: string;
  readonly redis: string;
  readonly mongo: string;
}

/**
 * The one stack that serves the whole run, started before its first file.
 * @throws Error when the run has no stack (unit tests need none)
 */
export function stack(): StackUrls {
  const { KAFKA_BROKERS, POSTGRES_URL, REDIS_URL, MONGO_URL } = process.env;
  if (!KAFKA_BROKERS || !POSTGRES_URL || !REDIS_URL || !MONGO_URL)
    throw new Error('no test stack: run integration tests through `npm test` or `npm run test:int`');
  return { kafka: KAFKA_BROKERS, postgres: POSTGRES_URL, redis: REDIS_URL, mongo: MONGO_URL };
}
