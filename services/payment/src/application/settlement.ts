import type { OperationResult } from '../domain/payment-command';
import { toAttempt } from './attempt';
import { callGateway } from './call-gateway';
import { openOperationOf, type OpenOperation } from './open-operation';
import { decideRecord, type PaymentRecord } from './payment-record';
import type { PaymentGateway } from './ports/payment-gateway';
import type { PaymentScope, PaymentStore } from './ports/payment-store';
import { runConcurrently } from './run-concurrently';

/** How the provider is called; times in milliseconds. */
export interface SettlementSettings {
  /** Longest wait for an answer. */
  readonly timeoutMs: number;
  /** Calls under way at a time. */
  readonly concurrency: number;
  /** How long a planned operation is left to those who planned it; more than `timeoutMs`. */
  readonly graceMs: number;
}

/** An operation with what the provider has answered. */
interface Answered extends OpenOperation {
  readonly result: OperationResult;
}

/**
 * Carries out operations that are stored as pending: calls the provider, records the answers, goes on with what they
 * lead to. It may be cut off anywhere: what was not recorded stays pending and is taken up again under the same key.
 */
export class Settlement {
  constructor(
    private readonly store: PaymentStore,
    private readonly gateway: PaymentGateway,
    readonly settings: SettlementSettings,
    private readonly now: () => Date = () => new Date(),
    /** Told when an operation that failed in passing may be tried again. */
    private readonly onRetry: (at: Date) => void = () => undefined,
  ) {}

  /** Resolves when each of the operations has an answer or is put off, and so has what followed from them. */
  async settle(operations: readonly OpenOperation[]): Promise<void> {
    const { concurrency, timeoutMs } = this.settings;
    let open = operations;
    while (open.length > 0) {
      const answered = await runConcurrently(open, concurrency, async (operation) => ({
        ...operation,
        result: await callGateway(this.gateway, operation, timeoutMs),
      }));
      const records = await this.store.transaction((scope) => this.record(scope, answered));
      for (const { retryAt } of records.failed) if (retryAt) this.onRetry(retryAt);
      open = records.planned.flatMap((record) => openOperationOf(record) ?? []);
    }
  }

  /** Enters the answers into the payments as they are by now: meanwhile an order may have been closed. */
  private async record(scope: PaymentScope, answered: readonly Answered[]) {
    const at = this.now();
    const found = await scope.loadForUpdate(answered.map(({ orderId }) => orderId));
    const planned: PaymentRecord[] = [];
    const failed: PaymentRecord[] = [];
    for (const answer of answered) {
      const before = found.get(answer.orderId);
      const after = before && this.enter(scope, answer, before, at);
      if (!after || after === before) continue;
      found.set(after.orderId, after);
      if (after.pending && after.pending.key !== answer.operation.key) planned.push(after);
      else if (after.pending) failed.push(after);
    }
    return { planned, failed };
  }

  private enter(
    scope: PaymentScope,
    { orderId, operation, result }: Answered,
    before: PaymentRecord,
    at: Date,
  ): PaymentRecord {
    const command = { kind: 'record-result', orderId, operation, result } as const;
    const { record, events } = decideRecord(command, before, at, this.settings.graceMs);
    if (record === before) return before;
    const attempt = toAttempt(before, operation, result, at);
    const after = { ...record, attemptCount: attempt.position };
    scope.save([after]);
    scope.record([attempt]);
    scope.announce(events, before.cause);
    return after;
  }
}
