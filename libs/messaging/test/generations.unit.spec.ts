import { EventEmitter } from 'node:events';
import type { ConsumerRunConfig, EachBatchPayload } from 'kafkajs';
import { silentLogger } from '../src';
import { settingsOf } from '../src/consuming/consumer-settings';
import type { Assignment } from '../src/consuming/lanes';
import type { LaneContext } from '../src/consuming/partition-lane';
import type { FetchedRecord } from '../src/consuming/received';
import { ConsumerSession, type SessionSurroundings } from '../src/kafka/consumer-session';
import type { CommitOffsets } from '../src/kafka/offset-book';
import { defaultTuning } from '../src/kafka/tuning';

const commitEveryMs = 50;

/** What a session uses of a kafkajs consumer, in a group whose rebalances the test makes. */
class ConsumerByHand extends EventEmitter {
  readonly events = Object.fromEntries(
    ['CRASH', 'DISCONNECT', 'FETCH', 'GROUP_JOIN', 'HEARTBEAT', 'REBALANCING', 'STOP'].map((it) => [it, it]),
  );
  /** What was committed, and in which generation. */
  readonly committed: string[] = [];
  readonly resolved: string[] = [];
  private generation = 0;
  private eachBatch!: NonNullable<ConsumerRunConfig['eachBatch']>;

  connect = () => Promise.resolve();
  subscribe = () => Promise.resolve();
  disconnect = () => Promise.resolve();
  run = async ({ eachBatch }: ConsumerRunConfig) => void (this.eachBatch = eachBatch!);

  join(memberAssignment: Assignment): void {
    this.generation += 1;
    this.emit('GROUP_JOIN', { payload: { memberAssignment } });
  }

  /** One record of a partition. */
  bring(partition: number): Promise<void> {
    const batch = { topic: 't', partition, messages: [{ offset: '6', key: null, value: null }] };
    return this.eachBatch({
      batch: { ...batch, offsetLag: () => '0' },
      resolveOffset: () => void this.resolved.push(`${partition}`),
      heartbeat: () => Promise.resolve(),
      commitOffsetsIfNecessary: this.commit,
      isRunning: () => true,
      isStale: () => false,
    } as unknown as EachBatchPayload);
  }

  private readonly commit: CommitOffsets = ({ topics }) => {
    for (const { partitions } of topics)
      for (const { partition, offset } of partitions)
        this.committed.push(`${partition} up to ${offset} in generation ${this.generation}`);
    return Promise.reject(new Error('REBALANCE_IN_PROGRESS'));
  };
}

describe('what was done in one generation of a group', () => {
  let consumer: ConsumerByHand;
  let session: ConsumerSession<object>;
  let work: () => Promise<void>;

  beforeEach(async () => {
    jest.useFakeTimers();
    work = () => Promise.resolve();
    consumer = new ConsumerByHand();
    const lane = {
      async work(records: readonly FetchedRecord[], context: LaneContext) {
        await work();
        for (const record of records) context.resolve(record);
      },
    };
    const handle = () => Promise.resolve();
    const options = { groupId: 'g', topics: ['t'], deadLetterTopic: 'd', decode: () => ({}), handle };
    session = new ConsumerSession({
      client: {
        kafka: { consumer: () => consumer },
        dispose: (goodbye: () => Promise<unknown>) => goodbye(),
      },
      settings: settingsOf<object>(options),
      tuning: { ...defaultTuning, commitEveryMs },
      lanes: { of: () => lane, keepOnly: () => undefined },
      logger: silentLogger,
      prepare: () => Promise.resolve(),
      onJoined: () => undefined,
    } as unknown as SessionSurroundings<object>);
    await session.start();
    consumer.join({ t: [0] });
  });

  afterEach(() => {
    session.abandon();
    jest.useRealTimers();
  });

  it('is committed in it, and again when that has failed', async () => {
    await consumer.bring(0);
    await jest.advanceTimersByTimeAsync(2 * commitEveryMs);
    expect(consumer.committed).toEqual(['0 up to 7 in generation 1', '0 up to 7 in generation 1']);
  });

  it('is committed before it rejoins, and not again in the next', async () => {
    await consumer.bring(0);
    consumer.emit('REBALANCING');
    consumer.join({ t: [1] });
    await consumer.bring(1);
    await jest.advanceTimersByTimeAsync(commitEveryMs);
    expect(consumer.committed).toEqual(['0 up to 7 in generation 1', '1 up to 7 in generation 2']);
  });

  it('is not committed in the next when it learns of that only as it has joined', async () => {
    await consumer.bring(0);
    consumer.join({ t: [1] });
    await jest.advanceTimersByTimeAsync(2 * commitEveryMs);
    expect(consumer.committed).toEqual([]);
  });

  it('is not committed in the next when it is finished there', async () => {
    let finish!: () => void;
    work = () => new Promise((resolve) => (finish = resolve));
    const batch = consumer.bring(0);
    await jest.advanceTimersByTimeAsync(0);
    consumer.join({ t: [1] });
    finish();
    await batch;
    await jest.advanceTimersByTimeAsync(2 * commitEveryMs);
    expect(consumer.committed).toEqual([]);
    expect(consumer.resolved).toEqual([]);
  });
});
