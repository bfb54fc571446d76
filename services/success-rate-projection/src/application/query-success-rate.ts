import { waitForVersion, type OrderVersion } from '@ordersaga/projection';
import { successRateOf, type SuccessRate } from '../domain/success-rate';
import type { OrderRecords, Period } from './order-records';

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
  records: OrderRecords,
  { waitFor, ...period }: SuccessRateRequest,
): Promise<AsOf<SuccessRate>> {
  if (waitFor) await waitForVersion((orderId) => records.versionOf(orderId), waitFor);
  // Asked first: the answer may hold newer events than it says, never older ones.
  const asOf = await records.asOf();
  return { ...successRateOf(await records.count(period)), asOf };
}
