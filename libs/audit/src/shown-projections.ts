import { getJson } from './get-json';

/** Counts by name. */
export type Figures = Map<string, number>;

/** An order as the success-rate projection lists it. */
export interface ListedOrder {
  readonly orderId: string;
  readonly customerId: string;
  readonly status: string;
  readonly total: number;
  readonly currency: string;
  readonly version: number;
  readonly failure?: { readonly reason: string };
}

/** What both projections answer. */
export interface ShownProjections {
  /** Pieces by product, unit price and outcome. */
  readonly sales: Figures;
  /** Orders by what became of them. */
  readonly rate: Figures;
  readonly listed: ReadonlyMap<string, ListedOrder>;
}

interface Page<T> {
  readonly items: readonly T[];
  readonly nextCursor: string | null;
}
interface ProductSales {
  readonly productId: string;
  readonly prices: readonly {
    readonly unitPrice: number;
    readonly byOutcome: Readonly<Record<string, number>>;
  }[];
}
interface SuccessRate {
  readonly total: number;
  readonly open: number;
  readonly successful: number;
  readonly unsuccessful: number;
  readonly byReason: Readonly<Record<string, number>>;
}

/** Asks both projections for everything they have. */
export async function readProjections(urls: {
  readonly sales: string;
  readonly successRate: string;
}): Promise<ShownProjections> {
  const sales: Figures = new Map();
  for await (const { productId, prices } of pages<ProductSales>(`${urls.sales}/sales/products?limit=100`))
    for (const { unitPrice, byOutcome } of prices)
      for (const [outcome, quantity] of Object.entries(byOutcome))
        add(sales, salesName(productId, unitPrice, outcome), quantity);
  const listed = new Map<string, ListedOrder>();
  for await (const order of pages<ListedOrder>(`${urls.successRate}/orders?limit=200`))
    listed.set(order.orderId, order);
  const { total, open, successful, unsuccessful, byReason } = await getJson<SuccessRate>(
    `${urls.successRate}/success-rate`,
  );
  const rate: Figures = new Map();
  for (const [name, count] of Object.entries({ total, open, successful, unsuccessful, ...byReason }))
    add(rate, name, count);
  return { sales, rate, listed };
}

/** The name of a sales figure. */
export function salesName(productId: string, unitPrice: number, outcome: string): string {
  return `${productId} at ${unitPrice}, ${outcome}`;
}

/** Adds to a figure; what is zero has none. */
export function add(figures: Figures, name: string, count: number): void {
  if (count !== 0) figures.set(name, (figures.get(name) ?? 0) + count);
}

async function* pages<T>(url: string): AsyncGenerator<T> {
  for (let cursor: string | null = ''; cursor !== null;) {
    const query: string = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const page: Page<T> = await getJson<Page<T>>(url + query);
    yield* page.items;
    cursor = page.nextCursor;
  }
}
