import type { Answering } from '@ordersaga/projection';
import { startUpkeep, type Stoppable, type WarningLog } from '@ordersaga/service-runtime';
import { dayAfter, dayOf, isOver, periodOf, type Day } from '../domain/day';
import type { ProjectionCopy } from './daily-totals';

/**
 * How long a day must have been over, milliseconds. Whoever writes marks it from its end on: their clocks may differ by
 * as much.
 */
const marginMs = 15 * 60_000;

/** Days that are looked at in one read. */
const portion = 100;

/** What a roll-up needs besides the copy. */
export interface RollUpOptions {
  readonly now?: () => Date;
  /** Ends it after the day in hand. */
  readonly signal?: AbortSignal;
}

/**
 * Sets the totals of days that are over and have none, from the first order's day on: the oldest first, as a replay
 * leaves those soonest. Several instances may do so at the same time.
 * @throws StoreUnavailableError
 */
export async function rollUpDays(
  copy: ProjectionCopy,
  { now = () => new Date(), signal }: RollUpOptions = {},
): Promise<void> {
  const first = await copy.records.firstPlacedAt();
  if (!first) return;
  for (let next = dayOf(first); isDue(next, now());) {
    const days: Day[] = [];
    for (; days.length < portion && isDue(next, now()); next = dayAfter(next)) days.push(next);
    for (const { day, changes } of await missing(copy, days)) {
      if (signal?.aborted) return;
      await copy.days.set({ day, changes, totals: await copy.records.count([periodOf(day)]) });
    }
  }
}

/** Keeps the totals of the copy that answers up to date from start to stop. */
export function startRollUp(
  rate: Answering<ProjectionCopy>,
  { logger, everyMs = 60_000 }: { logger: WarningLog; everyMs?: number },
): Stoppable {
  const stopping = new AbortController();
  let underWay: Promise<void> | undefined;
  const upkeep = startUpkeep({
    // A first round may take longer than the time to the next one.
    round: () =>
      (underWay ??= rate
        .answer((copy) => rollUpDays(copy, { signal: stopping.signal }))
        .finally(() => (underWay = undefined))),
    failure: 'days that are over could not be rolled up yet',
    logger,
    everyMs,
  });
  return {
    stop: () => {
      stopping.abort();
      return upkeep.stop();
    },
  };
}

function isDue(day: Day, now: Date): boolean {
  return isOver(day, now, marginMs);
}

/** Of days in a row, those without totals, with their `changes` as they are before anything is counted. */
async function missing({ days }: ProjectionCopy, wanted: readonly Day[]) {
  const period = { from: periodOf(wanted[0] as Day).from, to: periodOf(wanted.at(-1) as Day).to };
  const known = new Map((await days.within(period)).map((record) => [record.day, record]));
  return wanted
    .filter((day) => !known.get(day)?.totals)
    .map((day) => ({ day, changes: known.get(day)?.changes ?? 0 }));
}
