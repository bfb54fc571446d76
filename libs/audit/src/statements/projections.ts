import { faultOf, type Fault, type Finding } from '../finding';
import type { RecountedOrder } from '../fold-order';
import type { RecountedLog } from '../recount-orders';
import { add, salesName, type Figures, type ListedOrder, type ShownProjections } from '../shown-projections';

/** What the projections are compared with. */
export interface Recounts {
  /** The log before the projections were asked. */
  readonly before: RecountedLog;
  /** The log after that; the same object when nothing was appended in between. */
  readonly after: RecountedLog;
}

/**
 * 5: both projections equal what a recount of the event log gives. While orders go on, a sum must lie between the
 * recounts before and after: sums by outcome only grow. What is open then shows order by order. An order that stands
 * still at an event that is not known counts as it was before that, in the recount as in the projections.
 */
export function checkProjections(
  { sales, rate, listed }: ShownProjections,
  { before, after }: Recounts,
): Finding {
  const logs = before === after ? [after] : [before, after];
  const concerned = (name: string): string[] => ordersWith(name, after);
  const faults = [
    ...compare('sales of', logs.map(recountSales), sales, concerned),
    ...compare('success rate:', logs.map(recountRate), rate, () => []),
    ...countable(after).flatMap((order) => listFaults(order, listed.get(order.orderId))),
    ...[...listed.keys()]
      .filter((orderId) => !after.orders.has(orderId))
      .map((orderId) => faultOf(orderId, 'stranger', 'the success rate counts it, but nobody placed it')),
  ];
  return {
    statement: 5,
    title: 'Both projections equal a recount of the event log',
    figures: { salesFigures: sales.size, rateFigures: rate.size, ordersListed: listed.size },
    faults,
  };
}

function compare(
  what: string,
  recounts: readonly Figures[],
  shown: Figures,
  concerned: (name: string) => string[],
): Fault[] {
  const names = new Set([...recounts, shown].flatMap((figures) => [...figures.keys()]));
  return [...names].flatMap((name) => {
    const counted = recounts.map((figures) => figures.get(name) ?? 0);
    const [low, high, is] = [Math.min(...counted), Math.max(...counted), shown.get(name) ?? 0];
    const moves = recounts.length > 1 && /\bopen$/.test(name);
    if (moves || (low <= is && is <= high)) return [];
    const should = low === high ? `${low}` : `${low} to ${high}`;
    const line = `${what} ${name}: the log says ${should}, the projection ${is}`;
    return [{ key: `${what} ${name}`, what: line, orders: concerned(name) }];
  });
}

/** Those of which anything is known. */
function countable({ orders }: RecountedLog): RecountedOrder[] {
  return [...orders.values()].filter(({ version }) => version > 0);
}

function recountSales(log: RecountedLog): Figures {
  const figures: Figures = new Map();
  for (const order of countable(log))
    for (const { productId, unitPrice, quantity } of order.items)
      add(figures, salesName(productId, unitPrice, outcomeOf(order)), quantity);
  return figures;
}

function recountRate(log: RecountedLog): Figures {
  const figures: Figures = new Map();
  for (const { status, reason } of countable(log)) {
    add(figures, 'total', 1);
    if (status === 'suspended') add(figures, 'open', 1);
    else add(figures, status === 'completed' ? 'successful' : 'unsuccessful', 1);
    if (status === 'failed') add(figures, reason ?? 'unknown', 1);
    if (status === 'cancelled') add(figures, 'cancelled', 1);
  }
  return figures;
}

function outcomeOf({ status }: RecountedOrder): string {
  return status === 'suspended' ? 'open' : status;
}

/** The orders that a sales figure is made of: among them are those whose effect is missing or doubled. */
function ordersWith(name: string, { orders }: RecountedLog): string[] {
  return [...orders.values()]
    .filter((order) =>
      order.items.some(
        ({ productId, unitPrice }) => salesName(productId, unitPrice, outcomeOf(order)) === name,
      ),
    )
    .map(({ orderId }) => orderId);
}

function listFaults(order: RecountedOrder, listed: ListedOrder | undefined): Fault[] {
  if (listed === undefined) return [faultOf(order.orderId, 'listed', 'the success rate does not have it')];
  const [told, is] = [summaryOf(order), summaryOf({ ...listed, reason: listed.failure?.reason })];
  return told === is
    ? []
    : [faultOf(order.orderId, 'listed', `${told} by its events, ${is} by the success rate`)];
}

function summaryOf(order: Omit<ListedOrder, 'failure' | 'orderId'> & Pick<RecountedOrder, 'reason'>): string {
  const { version, status, reason, total, currency, customerId } = order;
  const why = status === 'failed' ? ` (${reason})` : '';
  return `version ${version}, ${status}${why}, ${total} ${currency}, of ${customerId}`;
}
