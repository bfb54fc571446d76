import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { EachBatchPayload } from 'kafkajs';
import type { Bench } from '../bench';
import { plainKafka } from '../references/plain-kafkajs';
import { paceOf, type Progress } from '../system/pace';

/** A topic read to its end. */
export interface RawConsume {
  /** Records per second. */
  readonly pace: number;
  /** The keys of each partition, in the order of the records. */
  readonly keys: ReadonlyMap<number, readonly string[]>;
}

const longestMs = 180_000;

/**
 * The reference for catching up: plain kafkajs in this process, settings as they come, every value parsed as JSON, and
 * nothing done with it.
 */
export async function consumeRaw(bench: Bench, topic: string, records: number): Promise<RawConsume> {
  const groupId = `${bench.prefix}raw-${randomBytes(4).toString('hex')}`;
  const consumer = plainKafka(bench.backing.kafka).consumer({ groupId });
  const looks: Progress[] = [];
  const keys = new Map<number, string[]>();
  const finished = new AbortController();
  let done = 0;
  const eachBatch = async ({ batch }: EachBatchPayload): Promise<void> => {
    const own = keys.get(batch.partition) ?? [];
    keys.set(batch.partition, own);
    for (const { key, value } of batch.messages) {
      JSON.parse(value?.toString() ?? 'null');
      own.push(key?.toString() ?? '');
    }
    done += batch.messages.length;
    looks.push({ at: performance.now(), done });
    if (done >= records) finished.abort();
  };
  await consumer.connect();
  try {
    await consumer.subscribe({ topic, fromBeginning: true });
    const end = once(finished.signal, 'abort', {
      signal: AbortSignal.any([bench.signal, AbortSignal.timeout(longestMs)]),
    });
    await Promise.all([end, consumer.run({ eachBatch })]);
  } finally {
    await consumer.disconnect();
  }
  return { pace: paceOf(looks, records), keys };
}
