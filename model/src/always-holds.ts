import type { Order } from '@ordersaga/order/domain';
import type { StoredOrderEvent } from '@ordersaga/order/application';
import type { Shop } from './shop';
import { holds, same } from './statement';

const outcomes = ['order.completed', 'order.failed', 'order.cancelled'];

/** An order with all that the services know of it. */
export interface WholeOrder {
  readonly order: Order;
  readonly stream: readonly StoredOrderEvent[];
}

/** Every order there is. */
export function ordersOf(shop: Shop): WholeOrder[] {
  const { streams, states } = shop.order.memory;
  return [...streams].map(([orderId, stream]) => ({ stream, order: states.get(orderId) as Order }));
}

/**
 * Checks what holds at every moment, whatever is still on its way.
 * @throws Error naming the statement that does not hold
 */
export function checkNow(shop: Shop): void {
  checkProducts(shop);
  for (const whole of ordersOf(shop)) {
    checkOutcome(whole);
    checkMoney(shop, whole);
    checkGoods(shop, whole);
  }
}

/** Statement 1 so far: no second outcome, and nothing after the first. */
function checkOutcome({ order, stream }: WholeOrder): void {
  const at = stream.findIndex(({ type }) => outcomes.includes(type));
  holds(1, at === -1 || at === stream.length - 1, () => `order ${order.orderId} goes on after its outcome`);
}

/** Statement 2, and that what is reserved is what orders hold. */
function checkProducts({ stock, restocked }: Shop): void {
  const held = new Map<string, number>();
  for (const { lines } of stock.memory.reservations.values())
    for (const { productId, quantity } of lines) held.set(productId, (held.get(productId) ?? 0) + quantity);
  for (const product of stock.memory.products.values()) {
    const { productId, initial, available, reserved, sold } = product;
    const balanced = initial + product.restocked === available + reserved + sold;
    const come = product.restocked === (restocked.get(productId) ?? 0);
    const owned = reserved === (held.get(productId) ?? 0);
    const counts = [initial, product.restocked, available, reserved, sold].every((count) => count >= 0);
    holds(2, balanced && come && owned && counts, () => JSON.stringify(product));
  }
}

/** Statement 3 so far: never less than nothing, never more than was asked, nothing unconfirmed, and just the total once completed. */
function checkMoney({ payment }: Shop, { order, stream }: WholeOrder): void {
  const { orderId, status, total } = order;
  const net = payment.provider.net(orderId);
  const record = payment.memory.payments.get(orderId);
  const booked = record ? record.charged - record.refunded : 0;
  const tell = (what: string) => () => `order ${orderId} (${status}, ${total}): ${what}`;
  holds(3, net >= 0 && booked >= 0, tell(`paid ${net}, booked ${booked}`));
  const most = Math.max(...stream.map((event) => ('total' in event.data ? event.data.total : 0)));
  holds(3, net <= most, tell(`paid ${net}, and asked for at most ${most}`));
  const goesAhead = stream.some(
    ({ type, data }) => type === 'order.confirmed' || ('hold' in data && !data.hold),
  );
  holds(3, goesAhead || payment.provider.charged(orderId) === 0, tell('charged though nobody has confirmed'));
  if (status === 'completed')
    holds(3, net === total && booked === total, tell(`paid ${net}, booked ${booked}`));
}

/** A completed order has its goods, and keeps them until they are handed out. */
function checkGoods({ stock }: Shop, { order }: WholeOrder): void {
  if (order.status !== 'completed') return;
  const reservation = stock.memory.reservations.get(order.orderId);
  if (reservation?.state === 'spent') return;
  const wanted = order.items.map(({ productId, quantity }) => ({ productId, quantity }));
  holds(2, same(reservation?.lines, wanted), () => `order ${order.orderId} completed without its goods`);
}

/**
 * Statement 1: every order is decided, or may wait.
 * @throws Error naming the order that hangs
 */
export function checkDecided(shop: Shop, mayWait: (order: Order) => boolean): void {
  for (const { order } of ordersOf(shop))
    holds(1, order.status !== 'suspended' || mayWait(order), () => `order ${order.orderId} is not decided`);
}
