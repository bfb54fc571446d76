import { setTimeout as pause } from 'node:timers/promises';
import type { OrderAnswer, Shop } from './shop';

const everyMs = 50;

/**
 * Places an order that nothing speaks against, and follows it.
 * @returns seconds until it was completed; undefined when it was not within the time given (milliseconds)
 */
export async function untilCompleted(shop: Shop, withinMs: number): Promise<number | undefined> {
  const begin = performance.now();
  const items = [{ productId: 'plenty', quantity: 1 }];
  const { orderUrls, signal } = shop.options;
  const placed = await shop.place({ items, paymentMethod: 'card-ok' });
  for (let n = 0; placed && performance.now() - begin < withinMs; n += 1) {
    const url = `${orderUrls[n % orderUrls.length]}/orders/${placed.orderId}`;
    const { status, body } = await shop.call({ method: 'GET', url });
    if (status === 200 && (body as OrderAnswer).status === 'completed')
      return (performance.now() - begin) / 1_000;
    await pause(everyMs, undefined, { signal });
  }
  return undefined;
}
