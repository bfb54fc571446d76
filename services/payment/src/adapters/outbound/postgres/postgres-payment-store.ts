import { join } from 'node:path';
import { loadSql } from '@ordersaga/postgres';
import type { EntityStore, UnitOfWork } from '@ordersaga/unit-of-work';
import type { Attempt } from '../../../application/attempt';
import type { OpenOperation } from '../../../application/open-operation';
import type { PaymentRecord } from '../../../application/payment-record';
import type { PaymentScope, PaymentStore } from '../../../application/ports/payment-store';
import type { Charge, PendingOperation } from '../../../domain/payment';
import { attemptEntity, paymentEntity } from './payment-entities';
import type { ToOutbox } from './payment-outbox';

const sql = loadSql(join(__dirname, '../../../../sql'));

/** The consumer's name in the inbox. */
const consumer = 'payment';

interface DueRow {
  order_id: string;
  pending: PendingOperation;
  pending_since: Date;
  currency: string;
  charges: Charge[];
  refunded: number;
  traceparent: string | null;
}

/** Payments in Postgres, with inbox and outbox in the same transaction. */
export class PostgresPaymentStore implements PaymentStore {
  constructor(
    private readonly entities: EntityStore,
    private readonly toOutbox: ToOutbox,
  ) {}

  transaction<T>(work: (scope: PaymentScope) => Promise<T>): Promise<T> {
    return this.entities.inUnitOfWork((unit) => work(this.scopeOf(unit)));
  }

  async findPayment(orderId: string): Promise<PaymentRecord | undefined> {
    return (await this.entities.reader(paymentEntity).load([orderId])).get(orderId);
  }

  listAttempts(orderId: string): Promise<Attempt[]> {
    return this.entities.reader(attemptEntity).list({ where: { orderId }, order: { position: 'ASC' } });
  }

  async takeDueOperations(now: Date, until: Date, limit: number): Promise<OpenOperation[]> {
    const { rows } = await this.entities.pool.query<DueRow>({
      ...sql('take-due-operations'),
      values: [now, until, limit],
    });
    return rows.map((row) => ({
      orderId: row.order_id,
      operation: row.pending,
      currency: row.currency,
      charges: row.charges,
      refunded: row.refunded,
      since: row.pending_since,
      traceparent: row.traceparent ?? undefined,
    }));
  }

  private scopeOf(unit: UnitOfWork): PaymentScope {
    const payments = unit.repository(paymentEntity);
    const attempts = unit.repository(attemptEntity);
    return {
      loadForUpdate: (orderIds) => payments.loadForUpdate(orderIds),
      save: (records) => payments.saveAll(records),
      record: (entries) => attempts.saveAll(entries),
      claimMessages: (messageIds) => unit.claimMessages(consumer, messageIds),
      announce: (events, cause) => unit.announce(this.toOutbox(events, cause)),
    };
  }
}
