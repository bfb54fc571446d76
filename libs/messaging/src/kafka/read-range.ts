import { randomUUID } from 'node:crypto';
import type { Consumer as KafkaConsumer, EachBatchPayload } from 'kafkajs';
import type { FetchedRecord } from '../consuming/received';
import type { OpenClient } from './kafka-client';
import { recordsOf } from './records-of-batch';

/** How long nothing may come, milliseconds, before reading is given up. */
const silenceMs = 30_000;

/** Offsets of one partition: from the first, up to but without the second. */
export interface Range {
  readonly from: bigint;
  readonly to: bigint;
}

/** What to read of a topic, by partition. Every range must hold a record, and its end must not lie beyond the last. */
export interface RangesOfTopic {
  readonly topic: string;
  readonly ranges: ReadonlyMap<number, Range>;
}

/**
 * Reads a part of a topic, as a group of its own that commits nothing. Records beyond the ends may come, too.
 * @param take called with records in the order of their partition; `next` is the offset after those read so far
 * @throws what kafkajs throws, and when nothing comes for half a minute
 */
export async function readRanges(
  openClient: OpenClient,
  groupId: string,
  { topic, ranges }: RangesOfTopic,
  take: (records: readonly FetchedRecord[], partition: number, next: bigint) => void,
): Promise<void> {
  if (ranges.size === 0) return;
  const client = openClient();
  const consumer = client.kafka.consumer({
    groupId: `${groupId}.dead-letter-reader.${randomUUID()}`,
    allowAutoTopicCreation: false,
    maxWaitTimeInMs: 100,
    retry: { restartOnFailure: () => Promise.resolve(false) },
  });
  try {
    await consumer.connect();
    await consumer.subscribe({ topics: [topic], fromBeginning: true });
    await run(consumer, { topic, ranges }, take);
  } finally {
    await client.dispose(() => consumer.disconnect());
  }
}

async function run(
  consumer: KafkaConsumer,
  { topic, ranges }: RangesOfTopic,
  take: Parameters<typeof readRanges>[3],
): Promise<void> {
  const left = new Set(ranges.keys());
  let timer: NodeJS.Timeout | undefined;
  const through = new Promise<void>((resolve, reject) => {
    const silent = () => reject(new Error(`nothing came of ${topic} for ${silenceMs / 1000} s`));
    timer = setTimeout(silent, silenceMs);
    consumer.on(consumer.events.CRASH, ({ payload }) => reject(payload.error));
    const eachBatch = async (payload: EachBatchPayload): Promise<void> => {
      timer?.refresh();
      const { batch } = payload;
      const { partition } = batch;
      const next = BigInt(batch.lastOffset()) + 1n;
      if (left.has(partition)) take(recordsOf(batch), partition, next);
      if (next >= (ranges.get(partition)?.to ?? 0n)) {
        left.delete(partition);
        payload.pause();
      }
      if (left.size === 0) resolve();
    };
    consumer.run({ autoCommit: false, eachBatch }).catch(reject);
    for (const [partition, { from }] of ranges) consumer.seek({ topic, partition, offset: from.toString() });
  });
  await through.finally(() => clearTimeout(timer));
}
