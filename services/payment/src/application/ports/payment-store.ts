import type { Cause } from '@ordersaga/contracts';
import type { PaymentEvent } from '../../domain/payment-event';
import type { Attempt } from '../attempt';
import type { OpenOperation } from '../open-operation';
import type { PaymentRecord } from '../payment-record';

/** What may be done in one transaction. */
export interface PaymentScope {
  /** Those of the orders' payments that exist; nobody else changes them until the transaction ends. One query. */
  loadForUpdate(orderIds: readonly string[]): Promise<Map<string, PaymentRecord>>;
  /** Notes payments to be written at the end, all in one statement. */
  save(records: readonly PaymentRecord[]): void;
  /** Notes new attempts to be written at the end, all in one statement. */
  record(attempts: readonly Attempt[]): void;
  /** Notes these message ids as worked on and gives back those that were not before. Comes first. */
  claimMessages(messageIds: readonly string[]): Promise<ReadonlySet<string>>;
  /** Notes what to tell the other services, as one with the changes. */
  announce(events: readonly PaymentEvent[], cause: Cause): void;
}

/** Keeps payments and the attempts that made them. */
export interface PaymentStore {
  /**
   * Everything is kept when the work resolves, nothing when it rejects. The work may be run again from the start, when
   * another transaction was in its way, and must change nothing outside of its scope.
   */
  transaction<T>(work: (scope: PaymentScope) => Promise<T>): Promise<T>;
  findPayment(orderId: string): Promise<PaymentRecord | undefined>;
  /** An order's attempts in their order. */
  listAttempts(orderId: string): Promise<Attempt[]>;
  /**
   * Takes up operations that are due at `now`, `limit` at most, and puts them off until `until`: another instance that
   * asks meanwhile doesn't get them.
   */
  takeDueOperations(now: Date, until: Date, limit: number): Promise<OpenOperation[]>;
}
