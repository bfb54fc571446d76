/** Orders placed from `from` on and before `to`; either end may be open. */
export interface Period {
  readonly from?: Date | undefined;
  readonly to?: Date | undefined;
}

/** A period with both its ends. */
export interface BoundedPeriod {
  readonly from: Date;
  readonly to: Date;
}

/** A day in UTC, as `2026-11-20`. */
export type Day = string;

const dayMs = 86_400_000;

/** The day that a moment is in. */
export function dayOf(moment: Date): Day {
  return moment.toISOString().split('T')[0] as Day;
}

/** From a day's first moment to the next day's. */
export function periodOf(day: Day): BoundedPeriod {
  const from = new Date(`${day}T00:00:00.000Z`);
  return { from, to: new Date(from.getTime() + dayMs) };
}

/** The day after. */
export function dayAfter(day: Day): Day {
  return dayOf(periodOf(day).to);
}

/** Whether a day has been over for so many milliseconds. */
export function isOver(day: Day, now: Date, forMs = 0): boolean {
  return periodOf(day).to.getTime() + forMs <= now.getTime();
}

/** Whether all of a day lies in a period. */
export function covers(period: Period, day: Day): boolean {
  const { from, to } = periodOf(day);
  return (!period.from || period.from <= from) && (!period.to || to <= period.to);
}

/** What is left of a period without some whole days of it: each moment that is in none of them, once, in few ranges. */
export function without(period: Period, days: readonly Day[]): Period[] {
  const taken = days.map(periodOf).sort((a, b) => a.from.getTime() - b.from.getTime());
  const begins = [period.from, ...taken.map(({ to }) => to)];
  const ends = [...taken.map(({ from }) => from), period.to];
  return begins
    .map((from, index): Period => ({ from, to: ends[index] }))
    .filter(({ from, to }) => !from || !to || from < to);
}
