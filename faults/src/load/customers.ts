import { setTimeout as pause } from 'node:timers/promises';
import type { Random } from '@ordersaga/test-kit';
import type { Call } from './call';
import type { OrderAnswer, Shop } from './shop';

/** What customers choose from: mostly of what there is enough of. */
const productIds = ['plenty', 'plenty', 'plenty', 'plenty', 'enough', 'enough', 'enough', 'scarce'];
const methods = ['card-ok', 'card-ok', 'card-ok', 'card-declined', 'card-flaky'];
const acts = ['add', 'add', 'remove', 'confirm', 'confirm', 'read', 'cancel'] as const;

/** Milliseconds: between two acts, and from one order to the next. */
const longest = { thought: 150, rest: 800 };

/** What may become of a change: made, not there, not now, not at this version, not possible, come again. */
const usual = new Set<number | undefined>([200, 404, 409, 412, 422, 429, 503, undefined]);

/** A customer who orders, changes, confirms, cancels and looks, one order after the other, until the shop closes. */
export async function beCustomer(shop: Shop, random: Random, closing: AbortSignal): Promise<void> {
  while (!closing.aborted) {
    await visit(shop, random);
    await pause(random.upTo(longest.rest), undefined, { signal: shop.options.signal });
  }
}

async function visit(shop: Shop, random: Random): Promise<void> {
  const hold = random.chance(0.4);
  const order = await shop.place({
    items: Array.from({ length: random.upTo(2) }, () => someProduct(random)),
    paymentMethod: random.pick(methods),
    hold,
  });
  if (!order) return;
  for (let left = random.upTo(hold ? 5 : 3) - 1; left > 0; left -= 1) {
    await pause(random.upTo(longest.thought), undefined, { signal: shop.options.signal });
    await act(shop, order, random);
  }
}

async function act(shop: Shop, order: OrderAnswer, random: Random): Promise<void> {
  const url = `${random.pick(shop.options.orderUrls)}/orders/${order.orderId}`;
  const kind = random.pick(acts);
  const { status } = await shop.call(callOf(kind, url, order, random));
  if (kind === 'read' && status === 404) shop.options.onSurprise(`order ${order.orderId} is not found`);
  if (!usual.has(status)) shop.options.onSurprise(`to ${kind} order ${order.orderId} was answered ${status}`);
}

function callOf(kind: (typeof acts)[number], url: string, order: OrderAnswer, random: Random): Call {
  switch (kind) {
    case 'add':
      return { method: 'POST', url: `${url}/items`, body: someProduct(random) };
    case 'remove':
      return { method: 'DELETE', url: `${url}/items/${random.pick(order.items).productId}?quantity=1` };
    case 'confirm':
      return { method: 'POST', url: `${url}/confirm` };
    case 'cancel':
      return { method: 'POST', url: `${url}/cancel`, body: { reason: 'changed my mind' } };
    case 'read':
      return { method: 'GET', url };
  }
}

function someProduct(random: Random): { productId: string; quantity: number } {
  return { productId: random.pick(productIds), quantity: random.upTo(3) };
}
