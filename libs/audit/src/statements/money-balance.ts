import { faultOf, type Fault, type Finding } from '../finding';
import type { RecountedOrder } from '../fold-order';
import type { RecountedLog } from '../recount-orders';
import { Snapshot } from '../snapshot';

/** A payment with the sums of its successful attempts; minor units. */
export interface PaymentRow {
  readonly order_id: string;
  readonly charged: number;
  readonly refunded: number;
  readonly currency: string;
  readonly closed: boolean;
  /** What is asked of the provider at this moment. */
  readonly pending: 'charge' | 'refund' | null;
  readonly charges: number;
  readonly refunds: number;
  /** How many successful attempts have a key that another one has. */
  readonly keys_doubled: number;
}

/** Reads Payment's payments. */
export function readPayments(paymentDatabase: string): Promise<PaymentRow[]> {
  return Snapshot.of(paymentDatabase, (snapshot) => snapshot.all<PaymentRow>('list-payments'));
}

/**
 * 3: for each order, charged − refunded = its total if completed, 0 otherwise. While it is open it may be anything that
 * its confirmed revisions ask for; an order that is held was never charged. The log must have been read after the
 * payments.
 */
export function checkMoney(payments: readonly PaymentRow[], { orders }: RecountedLog): Finding {
  const byOrder = new Map(payments.map((payment) => [payment.order_id, payment]));
  const strangers = payments.filter(({ order_id }) => !orders.has(order_id));
  const sum = (of: (payment: PaymentRow) => number): number =>
    payments.reduce((total, payment) => total + of(payment), 0);
  const all = [...orders.values()];
  return {
    statement: 3,
    title: 'Each order is charged its total if completed, otherwise nothing',
    figures: {
      payments: payments.length,
      charged: sum(({ charged }) => charged),
      refunded: sum(({ refunded }) => refunded),
      kept: sum(({ charged, refunded }) => charged - refunded),
      due: all.reduce((due, { status, total }) => due + (status === 'completed' ? total : 0), 0),
      underWay: payments.filter(({ pending }) => pending !== null).length,
    },
    faults: [
      ...all.flatMap((order) => moneyFaults(order, byOrder.get(order.orderId))),
      ...payments.flatMap(attemptFaults),
      ...strangers.map(({ order_id }) =>
        faultOf(order_id, 'stranger', 'it has a payment, but nobody placed it'),
      ),
    ],
  };
}

function moneyFaults(order: RecountedOrder, payment: PaymentRow | undefined): Fault[] {
  const { orderId, status, total, hold, currency } = order;
  const wrong = (kind: string, what: string): Fault[] => [faultOf(orderId, kind, what)];
  const paid = payment ? payment.charged - payment.refunded : 0;
  const due = status === 'completed' ? total : 0;
  const sums = payment ? `${payment.charged} charged, ${payment.refunded} refunded` : 'no payment';
  if (status === 'suspended')
    return hold && payment && payment.charged > 0 ? wrong('held', `held, and ${sums}`) : [];
  if (payment?.pending) return wrong('pending', `${status}, and a ${payment.pending} is still under way`);
  if (paid !== due) return wrong('paid', `${status}, ${due} due, ${sums}`);
  if (payment && payment.charged > 0 && payment.currency !== currency)
    return wrong('currency', `paid in ${payment.currency}, priced in ${currency}`);
  if (status !== 'completed' && !payment?.closed)
    return wrong('closed', `${status}, and Payment would charge it`);
  return [];
}

/** What the provider has answered adds up to what the payment says, each key once. */
function attemptFaults(payment: PaymentRow): Fault[] {
  const { order_id, charged, refunded, charges, refunds, keys_doubled } = payment;
  if (charged !== charges || refunded !== refunds)
    return [
      faultOf(
        order_id,
        'attempts',
        `${charged} charged, ${refunded} refunded, but its attempts come to ${charges} and ${refunds}`,
      ),
    ];
  return keys_doubled > 0
    ? [faultOf(order_id, 'keys', `${keys_doubled} charges or refunds under a key that came before`)]
    : [];
}
