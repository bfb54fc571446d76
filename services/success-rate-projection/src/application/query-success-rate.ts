import { waitForVersion, type Answering, type OrderVersion } from '@ordersaga/projection';
import { covers, dayOf, without, type Day, type Period } from '../domain/day';
import { successRateOf, type StatusCount, type SuccessRate } from '../domain/success-rate';
import type { ProjectionCopy } from './daily-totals';

/** Orders of a period, once a version of an order is in. */
export interface SuccessRateRequest extends Period {
  readonly waitFor?: OrderVersion | undefined;
}

/** An answer, and the time of the newest event in it (null: there is none yet). */
export type AsOf<T> = T & { readonly asOf: Date | null };

/**
 * How many orders were successful, how many not.
 * @throws NotCaughtUpError, StoreUnavailableError
 */
export async function querySuccessRate(
  rate: Answering<ProjectionCopy>,
  request: SuccessRateRequest,
): Promise<AsOf<SuccessRate>> {
  if (request.waitFor) await waitForRecord(rate, request.waitFor);
  return rate.answer((copy) => rateOf(copy, request));
}

/**
 * Waits until a version of an order is recorded, in whichever copy answers by then.
 * @throws NotCaughtUpError, StoreUnavailableError
 */
export function waitForRecord(rate: Answering<ProjectionCopy>, wanted: OrderVersion): Promise<void> {
  return waitForVersion((orderId) => rate.answer(({ records }) => records.versionOf(orderId)), wanted);
}

async function rateOf(
  copy: ProjectionCopy,
  { waitFor, ...period }: SuccessRateRequest,
): Promise<AsOf<SuccessRate>> {
  const { records } = copy;
  // Asked first: the answer may hold newer events than it says, never older ones.
  const [newest, awaited] = await Promise.all([
    records.newest(),
    waitFor && records.load([waitFor.orderId]).then((found) => found.get(waitFor.orderId)),
  ]);
  // The answer speaks for these two; totals can miss what was just written, so their days are counted.
  const counted = [newest, awaited].flatMap((record) => (record ? [dayOf(record.placedAt)] : []));
  return {
    ...successRateOf(await countsOf(copy, period, new Set(counted))),
    asOf: newest?.updatedAt ?? null,
  };
}

/**
 * The totals of whole days, and a count of exactly the rest. An order stays on its day: whatever totals come or go
 * between the two reads, it is in one of them and not in both.
 */
async function countsOf(
  { records, days }: ProjectionCopy,
  period: Period,
  counted: ReadonlySet<Day>,
): Promise<StatusCount[]> {
  const known = (await days.within(period)).flatMap(({ day, totals }) =>
    totals && covers(period, day) && !counted.has(day) ? [{ day, totals }] : [],
  );
  const rest = without(
    period,
    known.map(({ day }) => day),
  );
  return [...known.flatMap(({ totals }) => totals), ...(await records.count(rest))];
}
