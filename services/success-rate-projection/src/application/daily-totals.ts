import type { Day, Period } from '../domain/day';
import type { StatusCount } from '../domain/success-rate';
import type { OrderRecords } from './order-records';

/** What is kept of a day. */
export interface DayRecord {
  readonly day: Day;
  /** How often orders placed on this day were written after it was over; it only ever rises. */
  readonly changes: number;
  /** How many orders were placed on this day; there is none when they have to be counted, or counted again. */
  readonly totals?: readonly StatusCount[];
}

/**
 * Where the totals of days that are over are kept. They are set to what was counted, never added to:
 *
 * - Whoever writes orders placed on such a day marks it afterwards, and before its events count as processed: a mark
 *   takes the totals away and raises `changes`. Events that were in already mark their day too, as whoever wrote them
 *   may have come to an end in between.
 * - Whoever counts a day reads `changes`, then counts, then sets the totals while `changes` is still the same.
 *
 * Every write is followed by a mark, then. Totals that don't hold the write were counted before it, with a `changes`
 * from before the mark: set before the mark, they are taken away by it; later, they don't fit. So, once its events are
 * processed, no totals miss a write; between a write and its mark they can.
 *
 * Every method throws StoreUnavailableError when the store does not answer.
 */
export interface DailyTotals {
  /** What is kept of the days that a period touches. */
  within(period: Period): Promise<readonly DayRecord[]>;
  /** Sets a day's totals if its `changes` (0: nothing is kept of it) are still these, and else does nothing. */
  set(record: Required<DayRecord>): Promise<void>;
  /** Takes the totals of days away and raises their `changes`. */
  mark(days: readonly Day[]): Promise<void>;
}

/** One copy of what the projection keeps: a rebuild fills another one. */
export interface ProjectionCopy {
  readonly records: OrderRecords;
  readonly days: DailyTotals;
}
