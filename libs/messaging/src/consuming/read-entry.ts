import type { ReceivedRecord } from '../port';
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

/** Decodes a record, or says why it goes to the dead letters without being tried. One that is there is passed over. */
export function readEntry<M>(
  record: FetchedRecord,
  decode: (record: ReceivedRecord) => M | undefined,
  ledger: LetterLedger,
): Entry<M> {
  if (ledger.of(record.topic, record.partition).knows(record)) return { kind: 'skipped', record };
  try {
    const message = decode(record);
    if (message === undefined) return { kind: 'skipped', record };
    if (ledger.isParked(record.topic, record.key))
      return { kind: 'given-up', record, verdict: { reason: 'parked-behind', attempts: 0 } };
    return { kind: 'live', record, message };
  } catch (error) {
    return { kind: 'given-up', record, verdict: { reason: 'unreadable', attempts: 0, error } };
  }
}
