import type { Batch } from 'kafkajs';
import { FetchedRecord } from '../consuming/received';

/** The records of a kafkajs batch. */
export function recordsOf(batch: Batch): FetchedRecord[] {
  return batch.messages.map((message) => new FetchedRecord(batch, message));
}
