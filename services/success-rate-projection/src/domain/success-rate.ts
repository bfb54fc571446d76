import { failureReason, type FailureReason } from '@ordersaga/contracts';
import type { OrderStatus } from './order-record';

/** Everything that makes an order unsuccessful: the ways to fail, and being cancelled. */
export const unsuccessfulReasons = [...failureReason.options, 'cancelled'] as const;
export type UnsuccessfulReason = (typeof unsuccessfulReasons)[number];

/** How many orders have one status, and the failed ones one reason. */
export interface StatusCount {
  readonly status: OrderStatus;
  readonly reason?: FailureReason;
  readonly orders: number;
}

/** How many orders were successful, how many not. */
export interface SuccessRate {
  readonly total: number;
  /** Not yet decided. */
  readonly open: number;
  readonly successful: number;
  readonly unsuccessful: number;
  /** successful / (successful + unsuccessful), from 0 to 1; null while nothing is decided. */
  readonly successRate: number | null;
  readonly byReason: Readonly<Record<UnsuccessfulReason, number>>;
}

/** Adds counts up; the same status may come several times, as it will from daily totals. */
export function successRateOf(counts: readonly StatusCount[]): SuccessRate {
  const sum = (wanted: (count: StatusCount) => boolean): number =>
    counts.filter(wanted).reduce((total, { orders }) => total + orders, 0);
  const open = sum(({ status }) => status === 'suspended');
  const successful = sum(({ status }) => status === 'completed');
  const unsuccessful = sum(({ status }) => status === 'failed' || status === 'cancelled');
  const decided = successful + unsuccessful;
  return {
    total: open + decided,
    open,
    successful,
    unsuccessful,
    successRate: decided === 0 ? null : successful / decided,
    byReason: Object.fromEntries(
      unsuccessfulReasons.map((reason) => [reason, sum((count) => reasonOf(count) === reason)]),
    ) as Record<UnsuccessfulReason, number>,
  };
}

function reasonOf({ status, reason }: StatusCount): UnsuccessfulReason | undefined {
  return status === 'cancelled' ? 'cancelled' : reason;
}
