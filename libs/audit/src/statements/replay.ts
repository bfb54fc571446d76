import { faultOf, type Fault, type Finding } from '../finding';
import { findJson } from '../get-json';
import type { Line, RecountedOrder } from '../fold-order';
import type { RecountedLog } from '../recount-orders';

interface ShownOrder {
  readonly status: string;
  readonly revision: number;
  readonly version: number;
  readonly total: number;
  readonly hold: boolean;
  readonly currency: string;
  readonly paymentMethod: string;
  readonly customerId: string;
  readonly items: readonly Line[];
  readonly failure?: { readonly reason: string };
  readonly placedAt: string;
  readonly updatedAt: string;
}

const atOnce = 16;

/**
 * 4: the history of an order replays to the state the API shows, now or, when it has changed since the log was read, as
 * it was then. Its total is the sum of its lines. One that stands still at an event that is not known is compared as it
 * was before that.
 */
export async function checkReplay(
  orderUrl: string,
  { orders, events }: RecountedLog,
  onProgress: (done: number) => void = () => undefined,
): Promise<Finding> {
  const faults: Fault[] = [];
  const waiting = orders.values();
  let done = 0;
  const worker = async (): Promise<void> => {
    // One iterator for all of them: each takes the next order that nobody has.
    for (const order of waiting) {
      faults.push(...(await compare(orderUrl, order)));
      onProgress((done += 1));
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return {
    statement: 4,
    title: 'The history of an order replays to what the API shows',
    figures: { ordersCompared: orders.size, eventsReplayed: events },
    faults,
  };
}

async function compare(orderUrl: string, order: RecountedOrder): Promise<Fault[]> {
  const { orderId, items, total, version } = order;
  if (version === 0) return [];
  const sum = items.reduce((money, { quantity, unitPrice }) => money + quantity * unitPrice, 0);
  if (sum !== total) return [faultOf(orderId, 'total', `its total is ${total}, its lines cost ${sum}`)];
  const shown = await show(orderUrl, order);
  if (shown === undefined) return [faultOf(orderId, 'absent', 'it has events, but the API does not know it')];
  const [told, is] = [summaryOf(order), summaryOf(asRecounted(shown))];
  const different = Object.keys(told).filter((name) => told[name] !== is[name]);
  return different.length === 0
    ? []
    : [
        faultOf(
          orderId,
          'state',
          different
            .map((name) => `${name} is ${told[name]} by its events, ${is[name]} by the API`)
            .join('; '),
        ),
      ];
}

async function show(
  orderUrl: string,
  { orderId, version, unknown }: RecountedOrder,
): Promise<ShownOrder | undefined> {
  const url = `${orderUrl}/orders/${orderId}`;
  if (unknown !== undefined) return findJson<ShownOrder>(`${url}?version=${version}`);
  const shown = await findJson<ShownOrder>(url);
  return shown && shown.version > version ? findJson<ShownOrder>(`${url}?version=${version}`) : shown;
}

type Compared = Omit<ShownOrder, 'failure' | 'placedAt' | 'updatedAt'> &
  Pick<RecountedOrder, 'reason' | 'placedAt' | 'updatedAt'>;

function asRecounted({ failure, placedAt, updatedAt, ...shown }: ShownOrder): Compared {
  const times = { placedAt: new Date(placedAt), updatedAt: new Date(updatedAt) };
  return { ...shown, ...times, reason: shown.status === 'failed' ? failure?.reason : undefined };
}

function summaryOf(order: Compared): Record<string, string> {
  const { status, revision, version, total, hold, currency, paymentMethod, customerId, reason } = order;
  const lines = order.items
    .map(({ productId, quantity, unitPrice }) => `${quantity} × ${productId} at ${unitPrice}`)
    .sort();
  const fields = { status, revision, version, total, hold, currency, paymentMethod, customerId, reason };
  return {
    ...Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, String(value)])),
    lines: lines.join(', '),
    placedAt: order.placedAt.toISOString(),
    updatedAt: order.updatedAt.toISOString(),
  };
}
