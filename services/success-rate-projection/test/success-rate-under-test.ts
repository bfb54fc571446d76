import { openLoggedFeed, patientJson, untilHeld, type LoggedFeed } from '@ordersaga/projection-test-kit';
import type { OrderEvent } from '@ordersaga/projection';
import { PostgresOrderLog, type RebuildTarget } from '@ordersaga/rebuild';
import { createLogger, Started } from '@ordersaga/service-runtime';
import { untilReady } from '@ordersaga/service-test-kit';
import { freshPrefix, stack } from '@ordersaga/test-kit';
import { MongoClient, type Db } from 'mongodb';
import { startSuccessRateProjection, type RunningSuccessRateProjection } from '../src/composition-root';
import { readSuccessRateProjectionConfig, readSuccessRateRebuildConfig } from '../src/config';
import type { SuccessRate } from '../src/domain/success-rate';
import { openSuccessRateRebuild } from '../src/rebuild-root';

/** What the success rate answers. */
export type Rate = SuccessRate & { readonly asOf: string | null };

/** Two instances of the projection, the log behind them, and what a rebuild needs. */
export class SuccessRateUnderTest {
  private constructor(
    readonly feed: LoggedFeed,
    readonly log: PostgresOrderLog,
    readonly database: Db,
    readonly target: RebuildTarget,
    private readonly instances: readonly RunningSuccessRateProjection[],
    private readonly started: Started,
  ) {}

  static async start(): Promise<SuccessRateUnderTest> {
    const prefix = freshPrefix('rebuild');
    const started = new Started();
    const feed = await openLoggedFeed(stack().kafka, prefix);
    const log = await PostgresOrderLog.open(feed.databaseUrl);
    const client = await MongoClient.connect(stack().mongo);
    started.add('mongo', () => client.close());
    const database = client.db(prefix.slice(0, -1));
    started.add('database', () => database.dropDatabase());
    const environment = { MONGO_URL: stack().mongo, MONGO_DATABASE: database.databaseName };
    const settings = { ...environment, ORDER_DATABASE_URL: feed.databaseUrl };
    const target = openSuccessRateRebuild(readSuccessRateRebuildConfig(settings), started);
    const instances = [await startInstance(prefix, environment), await startInstance(prefix, environment)];
    await Promise.all(instances.map(({ url }) => untilReady(url)));
    return new SuccessRateUnderTest(feed, log, database, target, instances, started);
  }

  async stop(): Promise<void> {
    await Promise.all(this.instances.map((instance) => instance.stop()));
    await this.started.stop();
    await this.log.close();
    await this.feed.close();
  }

  rate(instance = 0, query = ''): Promise<Rate> {
    return this.get<Rate>(instance, `/success-rate${query}`);
  }

  /** The first 200 orders of the list. */
  async listed(instance = 0): Promise<readonly unknown[]> {
    return (await this.get<{ items: unknown[] }>(instance, '/orders?limit=200')).items;
  }

  async live(): Promise<string> {
    return (await this.target.register.read()).live;
  }

  /** The names of all collections of copies. */
  async collections(): Promise<string[]> {
    const found = await this.database.listCollections().toArray();
    return found
      .map(({ name }) => name)
      .filter((name) => /_v\d+_/.test(name))
      .sort();
  }

  /** The days of the live copy that have totals. */
  async daysWithTotals(): Promise<string[]> {
    const days = this.database.collection<{ _id: string }>(`success_rate_${await this.live()}_days`);
    const found = await days.find({ totals: { $exists: true } }).toArray();
    return found.map(({ _id }) => _id).sort();
  }

  /** Until each of these orders is recorded with all its events. */
  recorded(histories: readonly (readonly OrderEvent[])[]): Promise<void> {
    return untilHeld(this.target, histories);
  }

  private get<T>(instance: number, path: string): Promise<T> {
    return patientJson<T>(this.instances[instance]!.url + path);
  }
}

function startInstance(
  prefix: string,
  store: Readonly<Record<string, string>>,
): Promise<RunningSuccessRateProjection> {
  const kafka = { KAFKA_BROKERS: stack().kafka, TOPIC_PREFIX: prefix, KAFKA_PARTITIONS: '3' };
  const config = readSuccessRateProjectionConfig({ PORT: '0', ...kafka, ...store });
  return startSuccessRateProjection(config, createLogger({ service: 'test', level: 'silent' }));
}
