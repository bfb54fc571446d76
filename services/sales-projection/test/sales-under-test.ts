import { openLoggedFeed, patientJson, untilHeld, type LoggedFeed } from '@ordersaga/projection-test-kit';
import type { OrderEvent } from '@ordersaga/projection';
import { PostgresOrderLog, type RebuildTarget } from '@ordersaga/rebuild';
import { createLogger, Started } from '@ordersaga/service-runtime';
import { untilReady } from '@ordersaga/service-test-kit';
import { freshPrefix, stack } from '@ordersaga/test-kit';
import { Redis } from 'ioredis';
import { startSalesProjection, type RunningSalesProjection } from '../src/composition-root';
import { readSalesProjectionConfig, readSalesRebuildConfig } from '../src/config';
import type { ProductSales } from '../src/domain/product-sales';
import { openSalesRebuild } from '../src/rebuild-root';

/** What the list of products answers. */
export interface Page {
  readonly items: readonly ProductSales[];
  readonly asOf: string | null;
}

const logger = createLogger({ service: 'test', level: 'silent' });

/** Two instances of the projection, the log behind them, and what a rebuild needs. */
export class SalesUnderTest {
  private constructor(
    readonly prefix: string,
    readonly feed: LoggedFeed,
    readonly log: PostgresOrderLog,
    readonly redis: Redis,
    readonly target: RebuildTarget,
    private readonly instances: readonly RunningSalesProjection[],
    private readonly started: Started,
  ) {}

  static async start(): Promise<SalesUnderTest> {
    const prefix = freshPrefix('rebuild');
    const started = new Started();
    const feed = await openLoggedFeed(stack().kafka, prefix);
    const log = await PostgresOrderLog.open(feed.databaseUrl);
    const target = await openTarget(stack().redis, prefix, started);
    const instances = [await startInstance(prefix), await startInstance(prefix)];
    await Promise.all(instances.map(({ url }) => untilReady(url)));
    return new SalesUnderTest(prefix, feed, log, new Redis(stack().redis), target, instances, started);
  }

  async stop(): Promise<void> {
    await Promise.all(this.instances.map((instance) => instance.stop()));
    await this.started.stop();
    await this.log.close();
    await this.feed.close();
    const keys = await this.redis.keys(`${this.prefix}*`);
    if (keys.length > 0) await this.redis.del(...keys);
    this.redis.disconnect();
  }

  /** The target by another way to Redis. */
  targetAt(url: string): Promise<RebuildTarget> {
    return openTarget(url, this.prefix, this.started);
  }

  page(instance = 0, query = ''): Promise<Page> {
    return patientJson<Page>(`${this.instances[instance]!.url}/sales/products?limit=500${query}`);
  }

  async live(): Promise<string> {
    return (await this.target.register.read()).live;
  }

  /** The names of the copies that have any key. */
  async copies(): Promise<string[]> {
    const keys = await this.redis.keys(`${this.prefix}sales:v*`);
    return [...new Set(keys.map((key) => /sales:(v\d+):/.exec(key)![1]!))].sort();
  }

  /** Until each of these orders is counted with all its events. */
  counted(histories: readonly (readonly OrderEvent[])[]): Promise<void> {
    return untilHeld(this.target, histories);
  }
}

function startInstance(prefix: string): Promise<RunningSalesProjection> {
  const environment = {
    PORT: '0',
    KAFKA_BROKERS: stack().kafka,
    TOPIC_PREFIX: prefix,
    KAFKA_PARTITIONS: '3',
    REDIS_URL: stack().redis,
    REDIS_KEY_PREFIX: prefix,
  };
  return startSalesProjection(readSalesProjectionConfig(environment), logger);
}

function openTarget(redis: string, prefix: string, started: Started): Promise<RebuildTarget> {
  const environment = { REDIS_URL: redis, REDIS_KEY_PREFIX: prefix, ORDER_DATABASE_URL: stack().postgres };
  return openSalesRebuild(readSalesRebuildConfig(environment), logger, started);
}
