import type { Finding } from '../finding';
import { readTable } from '../read-table';
import type { RecountedOrder } from '../recount-orders';

interface PaymentRow {
  readonly order_id: string;
  readonly charged: number;
  readonly refunded: number;
  readonly pending: boolean;
}

/** 3: for each order, charged − refunded = its total if completed, 0 otherwise. */
export async function checkMoney(
  paymentDatabase: string,
  orders: readonly RecountedOrder[],
): Promise<Finding> {
  const payments = await readTable<PaymentRow>(paymentDatabase, 'list-payments');
  const byOrder = new Map(payments.map((payment) => [payment.order_id, payment]));
  let kept = 0;
  const faults = orders.flatMap(({ orderId, status, total }) => {
    const { charged = 0, refunded = 0, pending = false } = byOrder.get(orderId) ?? {};
    byOrder.delete(orderId);
    kept += charged - refunded;
    const due = status === 'completed' ? total : 0;
    if (pending) return [`order ${orderId}: a call to the payment provider is still under way`];
    return charged - refunded === due
      ? []
      : [`order ${orderId}: ${status}, ${due} due, ${charged} charged, ${refunded} refunded`];
  });
  const strangers = [...byOrder.values()].filter(({ charged }) => charged > 0);
  faults.push(
    ...strangers.map(
      ({ order_id, charged }) => `payment ${order_id}: ${charged} charged for an order nobody placed`,
    ),
  );
  const figure = `${payments.length} payments: ${kept} minor units kept`;
  return {
    statement: 3,
    title: 'Each order is charged its total if completed, otherwise nothing',
    figure,
    faults,
  };
}
