import type { Finding } from '../finding';
import { getJson } from '../get-json';
import type { Line, RecountedOrder } from '../recount-orders';

interface ShownOrder {
  readonly status: string;
  readonly revision: number;
  readonly version: number;
  readonly total: number;
  readonly customerId: string;
  readonly items: readonly Line[];
  readonly failure?: { readonly reason: string };
}

const atOnce = 16;

/** 4: the history of an order replays to the state the API shows. */
export async function checkReplay(orderUrl: string, orders: readonly RecountedOrder[]): Promise<Finding> {
  const faults: string[] = [];
  const waiting = [...orders];
  const worker = async (): Promise<void> => {
    for (let order = waiting.pop(); order; order = waiting.pop()) {
      const shown = await getJson<ShownOrder>(`${orderUrl}/orders/${order.orderId}`);
      const [left, right] = [JSON.stringify(summaryOf(order)), JSON.stringify(summaryOf(asRecounted(shown)))];
      if (left !== right) faults.push(`order ${order.orderId}: its events say ${left}, the API ${right}`);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  const figure = `${orders.length} orders replayed and compared`;
  return { statement: 4, title: 'The history of an order replays to what the API shows', figure, faults };
}

type Compared = Pick<
  RecountedOrder,
  'status' | 'revision' | 'version' | 'total' | 'customerId' | 'reason' | 'items'
>;

function asRecounted({ failure, ...shown }: ShownOrder): Compared {
  return {
    ...shown,
    status: shown.status as RecountedOrder['status'],
    reason: shown.status === 'failed' ? failure?.reason : undefined,
  };
}

function summaryOf({ status, revision, version, total, customerId, reason, items }: Compared): unknown {
  const lines = items
    .map(({ productId, quantity, unitPrice }) => `${quantity} × ${productId} at ${unitPrice}`)
    .sort();
  return { status, revision, version, total, customerId, reason, lines };
}
