import type { Cause } from '@ordersaga/contracts';
import {
  openOperationOf,
  type Attempt,
  type OpenOperation,
  type PaymentRecord,
  type PaymentScope,
  type PaymentStore,
} from '@ordersaga/payment/application';
import type { PaymentEvent } from '@ordersaga/payment/domain';
import type { Inbox } from './inbox';

/** Payments in memory. */
export class PaymentMemory implements PaymentStore {
  readonly payments = new Map<string, PaymentRecord>();
  readonly attempts: Attempt[] = [];

  constructor(
    private readonly inbox: Inbox,
    private readonly publish: (event: PaymentEvent, cause: Cause) => void,
  ) {}

  transaction<T>(work: (scope: PaymentScope) => Promise<T>): Promise<T> {
    return work({
      loadForUpdate: async (ids) => new Map([...this.payments].filter(([id]) => ids.includes(id))),
      save: (records) => records.forEach((record) => this.payments.set(record.orderId, record)),
      record: (attempts) => void this.attempts.push(...attempts),
      claimMessages: async (ids) => this.inbox.claim(ids),
      announce: (events, cause) => events.forEach((event) => this.publish(event, cause)),
    });
  }

  async findPayment(orderId: string): Promise<PaymentRecord | undefined> {
    return this.payments.get(orderId);
  }

  async listAttempts(orderId: string): Promise<Attempt[]> {
    return this.attempts.filter((attempt) => attempt.orderId === orderId);
  }

  async takeDueOperations(now: Date, until: Date, limit: number): Promise<OpenOperation[]> {
    const due = [...this.payments.values()]
      .filter(({ retryAt }) => retryAt !== null && retryAt <= now)
      .slice(0, limit);
    for (const record of due) this.payments.set(record.orderId, { ...record, retryAt: until });
    return due.flatMap((record) => openOperationOf(record) ?? []);
  }
}
