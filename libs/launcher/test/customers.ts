import { randomUUID } from 'node:crypto';

/** What an order is answered with. */
export interface PlacedOrder {
  readonly orderId: string;
  readonly status: string;
  readonly version: number;
}

const methods = ['card-ok', 'card-ok', 'card-ok', 'card-declined', 'card-flaky'];

/** The i-th order of a crowd: every kind in turn, some for more than there is. */
export function orderOf(i: number, productIds: readonly string[]): object {
  const productAt = (n: number): string => productIds[n % productIds.length] as string;
  const items = [{ productId: productAt(i), quantity: 1 + (i % 4) }];
  if (i % 3 === 0) items.push({ productId: productAt(i * 7 + 1), quantity: 1 + (i % 2) });
  return { customerId: `customer-${i % 17}`, items, paymentMethod: methods[i % methods.length] };
}

/** Runs `count` jobs, `atOnce` of them at a time. */
export async function inParallel<T>(
  count: number,
  atOnce: number,
  job: (i: number) => Promise<T>,
): Promise<T[]> {
  const results: T[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < count) {
      const i = next++;
      results[i] = await job(i);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return results;
}

/** Places an order, under a key of its own. */
export async function place(
  orderUrl: string,
  body: object,
  key: string = randomUUID(),
): Promise<PlacedOrder> {
  const response = await fetch(`${orderUrl}/orders`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': key },
    body: JSON.stringify(body),
  });
  if (response.status !== 201)
    throw new Error(`POST /orders answered ${response.status}: ${await response.text()}`);
  return (await response.json()) as PlacedOrder;
}
