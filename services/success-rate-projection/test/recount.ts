import type { OrderEvent } from '@ordersaga/projection';
import type { OrderStatus } from '../src/domain/order-record';
import { unsuccessfulReasons, type SuccessRate } from '../src/domain/success-rate';

/** What became of an order, read off its last events the plain way. */
export function outcomeOf(history: readonly OrderEvent[]): { status: OrderStatus; reason?: string } {
  for (const { type, data } of history) {
    if (type.endsWith('.completed.v1')) return { status: 'completed' };
    if (type.endsWith('.cancelled.v1')) return { status: 'cancelled' };
    if (type.endsWith('.failed.v1')) return { status: 'failed', reason: (data as { reason: string }).reason };
  }
  return { status: 'suspended' };
}

/** What the answer must be. */
export function recount(histories: readonly (readonly OrderEvent[])[]): SuccessRate {
  const outcomes = histories.filter(({ length }) => length > 0).map(outcomeOf);
  const count = (status: OrderStatus) => outcomes.filter((outcome) => outcome.status === status).length;
  const successful = count('completed');
  const unsuccessful = count('failed') + count('cancelled');
  const byReason = unsuccessfulReasons.map((reason) => [
    reason,
    reason === 'cancelled' ? count('cancelled') : outcomes.filter((o) => o.reason === reason).length,
  ]);
  return {
    total: outcomes.length,
    open: count('suspended'),
    successful,
    unsuccessful,
    successRate: successful + unsuccessful === 0 ? null : successful / (successful + unsuccessful),
    byReason: Object.fromEntries(byReason) as SuccessRate['byReason'],
  };
}
