import type { OperationResult } from '../domain/payment-command';
import { toAttempt } from './attempt';
import { openOperationOf, type OpenOperation } from './open-operation';
import { decideRecord, type PaymentRecord } from './payment-record';
import type { PaymentScope, PaymentStore } from './ports/payment-store';

/** An operation with what the provider has answered. */
export interface AnsweredOperation extends OpenOperation {
  readonly result: OperationResult;
}

/** What is to be done once the answers are in. */
export interface FollowUp {
  /** Operations that are pending from now on. */
  readonly planned: readonly OpenOperation[];
  /** When those that failed in passing may be tried again. */
  readonly retries: readonly Date[];
}

/**
 * Enters answers into the payments as they are by now (meanwhile an order may have been closed, or another instance
 * may have got the same answer): one transaction, a constant number of statements.
 * @param graceMs how long an operation that is planned here is left to this instance
 */
export function recordAnswers(
  store: PaymentStore,
  answers: readonly AnsweredOperation[],
  at: Date,
  graceMs: number,
): Promise<FollowUp> {
  return store.transaction(async (scope) => {
    const records = await scope.loadForUpdate(answers.map(({ orderId }) => orderId));
    const planned = new Map<string, OpenOperation>();
    const retries: Date[] = [];
    for (const answer of answers) {
      const before = records.get(answer.orderId);
      const after = before && enter(scope, answer, before, at, graceMs);
      if (!after || after === before) continue;
      records.set(after.orderId, after);
      const open = openOperationOf(after);
      if (open && open.operation.key !== before.pending?.key) planned.set(after.orderId, open);
      else if (after.retryAt) retries.push(after.retryAt);
    }
    return { planned: [...planned.values()], retries };
  });
}

function enter(
  scope: PaymentScope,
  { orderId, operation, result }: AnsweredOperation,
  before: PaymentRecord,
  at: Date,
  graceMs: number,
): PaymentRecord {
  const command = { kind: 'record-result', orderId, operation, result } as const;
  const { record, events } = decideRecord(command, before, at, graceMs);
  if (record === before) return before;
  const attempt = toAttempt(before, operation, result, at);
  const after = { ...record, attemptCount: attempt.position };
  scope.save([after]);
  scope.record([attempt]);
  scope.announce(events, before.cause);
  return after;
}
