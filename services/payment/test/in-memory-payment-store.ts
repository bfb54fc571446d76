import type { Attempt } from '../src/application/attempt';
import { openOperationOf, type OpenOperation } from '../src/application/open-operation';
import type { PaymentRecord } from '../src/application/payment-record';
import type { PaymentScope, PaymentStore } from '../src/application/ports/payment-store';
import type { PaymentEvent } from '../src/domain/payment-event';

/** Keeps payments in memory, one transaction after the other; `failNext` makes the next one fail. */
export class InMemoryPaymentStore implements PaymentStore {
  readonly payments = new Map<string, PaymentRecord>();
  readonly attempts: Attempt[] = [];
  readonly events: PaymentEvent[] = [];
  readonly claimed = new Set<string>();
  transactions = 0;
  failNext: Error | undefined;
  private last: Promise<unknown> = Promise.resolve();

  transaction<T>(work: (scope: PaymentScope) => Promise<T>): Promise<T> {
    const turn = this.last.then(() => this.run(work));
    this.last = turn.catch(() => undefined);
    return turn;
  }

  findPayment(orderId: string): Promise<PaymentRecord | undefined> {
    return Promise.resolve(this.payments.get(orderId));
  }

  listAttempts(orderId: string): Promise<Attempt[]> {
    return Promise.resolve(this.attempts.filter((attempt) => attempt.orderId === orderId));
  }

  takeDueOperations(now: Date, until: Date, limit: number): Promise<OpenOperation[]> {
    const due = [...this.payments.values()]
      .filter(({ retryAt }) => retryAt && retryAt <= now)
      .slice(0, limit);
    for (const record of due) this.payments.set(record.orderId, { ...record, retryAt: until });
    return Promise.resolve(due.flatMap((record) => openOperationOf(record) ?? []));
  }

  private async run<T>(work: (scope: PaymentScope) => Promise<T>): Promise<T> {
    this.transactions += 1;
    const noted: (() => void)[] = [];
    const result = await work({
      loadForUpdate: async (ids) =>
        new Map(
          ids.flatMap((id) => [this.payments.get(id) ?? []].flat().map((record) => [id, record] as const)),
        ),
      save: (records) => void noted.push(() => records.forEach((one) => this.payments.set(one.orderId, one))),
      record: (attempts) => void noted.push(() => this.attempts.push(...attempts)),
      announce: (events) => void noted.push(() => this.events.push(...events)),
      claimMessages: async (ids) => {
        const fresh = new Set(ids.filter((id) => !this.claimed.has(id)));
        noted.push(() => fresh.forEach((id) => this.claimed.add(id)));
        return fresh;
      },
    });
    const failure = this.failNext;
    this.failNext = undefined;
    if (failure) throw failure;
    for (const write of noted) write();
    return result;
  }
}
