import type { ConsumerSettings } from './consumer-settings';
import type { Verdict } from './dead-letter';
import type { LetterLedger } from './letter-ledger';
import type { FetchedRecord } from './received';

/** A record to be handled. */
export interface LiveEntry<M> {
  readonly kind: 'live';
  readonly record: FetchedRecord;
  readonly message: M;
}

/** What is to become of a record. */
export type Entry<M> =
  | LiveEntry<M>
  | { readonly kind: 'skipped'; readonly record: FetchedRecord }
  | { readonly kind: 'given-up'; readonly record: FetchedRecord; readonly verdict: Verdict };

/** How records become messages. */
type Reading<M> = Pick<ConsumerSettings<M>, 'decode' | 'stopsKey'>;

/**
 * Decodes records of one partition, in their order, or says why they go to the dead letters without being tried. Those
 * that are there are passed over. Ends before one that stops its key, unless it comes first: what comes before it has to
 * be done by then.
 */
export function readEntries<M>(
  records: readonly FetchedRecord[],
  reading: Reading<M>,
  ledger: LetterLedger,
): Entry<M>[] {
  const entries: Entry<M>[] = [];
  const letters = (record: FetchedRecord) => ledger.of(record.topic, record.partition);
  let stopped: string | null = null;
  for (const record of records) {
    const isParked =
      record.key !== null && (record.key === stopped || ledger.isParked(record.topic, record.key));
    const entry: Entry<M> = letters(record).knows(record)
      ? { kind: 'skipped', record }
      : readEntry(record, reading, isParked);
    if (entry.kind === 'given-up' && entry.verdict.reason === 'failed') {
      if (entries.length > 0) break;
      stopped = record.key;
    }
    entries.push(entry);
  }
  return entries;
}

function readEntry<M>(record: FetchedRecord, { decode, stopsKey }: Reading<M>, isParked: boolean): Entry<M> {
  try {
    const message = decode(record);
    if (message === undefined) return { kind: 'skipped', record };
    if (!isParked) return { kind: 'live', record, message };
    return { kind: 'given-up', record, verdict: { reason: 'parked-behind', attempts: 0 } };
  } catch (error) {
    const reason = stopsKey(error) ? 'failed' : 'unreadable';
    return { kind: 'given-up', record, verdict: { reason, attempts: 0, error } };
  }
}
