import type { Finding } from '../finding';
import { getJson } from '../get-json';
import type { RecountedOrder } from '../recount-orders';

interface SalesPage {
  readonly items: readonly {
    readonly productId: string;
    readonly prices: readonly {
      readonly unitPrice: number;
      readonly byOutcome: Readonly<Record<string, number>>;
    }[];
  }[];
  readonly nextCursor: string | null;
}
interface SuccessRate {
  readonly total: number;
  readonly open: number;
  readonly successful: number;
  readonly unsuccessful: number;
  readonly byReason: Readonly<Record<string, number>>;
}

/** 5: both projections equal what a recount of the event log gives. */
export async function checkProjections(
  urls: { readonly sales: string; readonly successRate: string },
  orders: readonly RecountedOrder[],
): Promise<Finding> {
  const [recounted, shown] = [recountSales(orders), await shownSales(urls.sales)];
  const faults = compare('sales of', recounted, shown);
  faults.push(
    ...compare(
      'success rate:',
      recountRate(orders),
      shownRate(await getJson(`${urls.successRate}/success-rate`)),
    ),
  );
  const figure = `${recounted.size} sales figures and the success rate of ${orders.length} orders recounted`;
  return { statement: 5, title: 'Both projections equal a recount of the event log', figure, faults };
}

type Figures = Map<string, number>;

function add(figures: Figures, name: string, count: number): void {
  if (count !== 0) figures.set(name, (figures.get(name) ?? 0) + count);
}

function compare(what: string, recounted: Figures, shown: Figures): string[] {
  const names = new Set([...recounted.keys(), ...shown.keys()]);
  return [...names].flatMap((name) => {
    const [should, is] = [recounted.get(name) ?? 0, shown.get(name) ?? 0];
    return should === is ? [] : [`${what} ${name}: the log says ${should}, the projection ${is}`];
  });
}

function recountSales(orders: readonly RecountedOrder[]): Figures {
  const figures: Figures = new Map();
  for (const { status, items } of orders)
    for (const { productId, unitPrice, quantity } of items)
      add(figures, `${productId} at ${unitPrice}, ${status === 'suspended' ? 'open' : status}`, quantity);
  return figures;
}

async function shownSales(salesUrl: string): Promise<Figures> {
  const figures: Figures = new Map();
  for (let cursor: string | null = ''; cursor !== null;) {
    const query: string = cursor === '' ? '' : `?cursor=${encodeURIComponent(cursor)}`;
    const page: SalesPage = await getJson<SalesPage>(`${salesUrl}/sales/products${query}`);
    for (const { productId, prices } of page.items)
      for (const { unitPrice, byOutcome } of prices)
        for (const [outcome, quantity] of Object.entries(byOutcome))
          add(figures, `${productId} at ${unitPrice}, ${outcome}`, quantity);
    cursor = page.nextCursor;
  }
  return figures;
}

function recountRate(orders: readonly RecountedOrder[]): Figures {
  const figures: Figures = new Map();
  for (const { status, reason } of orders) {
    add(figures, 'total', 1);
    if (status === 'suspended') add(figures, 'open', 1);
    else add(figures, status === 'completed' ? 'successful' : 'unsuccessful', 1);
    if (status === 'failed') add(figures, reason ?? 'unknown', 1);
    if (status === 'cancelled') add(figures, 'cancelled', 1);
  }
  return figures;
}

function shownRate({ total, open, successful, unsuccessful, byReason }: SuccessRate): Figures {
  const figures: Figures = new Map();
  const all = { total, open, successful, unsuccessful, ...byReason };
  for (const [name, count] of Object.entries(all)) add(figures, name, count);
  return figures;
}
