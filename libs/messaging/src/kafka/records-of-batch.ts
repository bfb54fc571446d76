import type { Batch } from 'kafkajs';
import { toFetchedRecord, type FetchedRecord } from '../consuming/received';

/** The records of a kafkajs batch. */
export function recordsOf({ topic, partition, messages }: Batch): FetchedRecord[] {
  return messages.map(({ offset, key, value, headers, timestamp }) =>
    toFetchedRecord({
      topic,
      partition,
      offset,
      key: key ?? null,
      value: value ?? null,
      headers: headers ?? {},
      timestamp: new Date(Number(timestamp)),
    }),
  );
}
