/** What the success-rate projection answers. */
export interface SuccessRate {
  readonly total: number;
  readonly open: number;
  readonly successful: number;
}

/** @throws when the projection does not answer */
export function readSuccessRate(projectionUrl: string): Promise<SuccessRate> {
  return getJson(`${projectionUrl}/success-rate`);
}

interface SalesPage {
  readonly items: readonly { readonly totalQuantity: number }[];
  readonly nextCursor: string | null;
}

/** How many pieces completed orders have, all products together, by the sales projection. @throws likewise */
export async function readPiecesSold(projectionUrl: string): Promise<number> {
  let sold = 0;
  for (let cursor: string | null = ''; cursor !== null;) {
    const query: string = `outcome=completed&limit=500${cursor && `&cursor=${cursor}`}`;
    const page: SalesPage = await getJson(`${projectionUrl}/sales/products?${query}`);
    for (const { totalQuantity } of page.items) sold += totalQuantity;
    cursor = page.nextCursor;
  }
  return sold;
}

/** GETs JSON. @throws when the answer is anything but success */
export async function getJson<T>(url: string): Promise<T> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`GET ${url} answered ${response.status}: ${await response.text()}`);
  return (await response.json()) as T;
}
