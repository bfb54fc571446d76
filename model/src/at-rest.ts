import type { Message } from '@ordersaga/contracts';
import { fold } from '@ordersaga/order/domain';
import { always } from '@ordersaga/projection';
import { queryProductSales } from '@ordersaga/sales-projection/application';
import { checkDecided, checkNow, ordersOf } from './always-holds';
import type { Shop } from './shop';
import { holds, same } from './statement';

/**
 * Checks what always holds once nothing is on its way any more and every deadline has passed.
 * @throws Error naming the statement that does not hold
 */
export async function checkAtRest(shop: Shop): Promise<void> {
  checkNow(shop);
  checkDecided(shop, () => false);
  checkGoods(shop);
  checkMoney(shop);
  checkHistories(shop);
  await checkSales(shop);
  checkRecords(shop);
  checkToldOnce(shop);
}

/** Statement 2: what completed orders took is sold, and nothing else is held. */
function checkGoods(shop: Shop): void {
  const sold = new Map<string, number>();
  for (const { order } of ordersOf(shop)) {
    const state = shop.stock.memory.reservations.get(order.orderId)?.state;
    const wanted = order.status === 'completed' ? 'spent' : 'released';
    holds(2, state === wanted, () => `order ${order.orderId} is ${order.status}, its stock ${state}`);
    for (const { productId, quantity } of order.status === 'completed' ? order.items : [])
      sold.set(productId, (sold.get(productId) ?? 0) + quantity);
  }
  for (const product of shop.stock.memory.products.values())
    holds(2, product.reserved === 0 && product.sold === (sold.get(product.productId) ?? 0), () =>
      JSON.stringify(product),
    );
}

/** Statement 3, by Payment's books and by the provider's. */
function checkMoney({ order: { memory }, payment }: Shop): void {
  for (const [orderId, { status, total }] of memory.states) {
    const owed = status === 'completed' ? total : 0;
    const record = payment.memory.payments.get(orderId);
    const booked = record ? record.charged - record.refunded : 0;
    const paid = payment.provider.net(orderId);
    const tell = () => `order ${orderId} (${status}, ${total}): paid ${paid}, booked ${booked}`;
    holds(3, paid === owed && booked === owed && !record?.pending, tell);
  }
}

/** Statement 4: what was stored, read back, leads to the same order. */
function checkHistories(shop: Shop): void {
  for (const { order, stream } of ordersOf(shop)) {
    const read = fold(structuredClone(stream));
    holds(4, same(read, order), () => `${JSON.stringify(read)} is not ${JSON.stringify(order)}`);
    const gapless = stream.every(({ version }, at) => version === at + 1);
    holds(
      4,
      gapless,
      () => `versions of ${order.orderId}: ${stream.map(({ version }) => version).join(', ')}`,
    );
  }
}

/** Statement 5, for sales: the orders, counted again. */
async function checkSales(shop: Shop): Promise<void> {
  for (const productId of shop.productIds) {
    const { totalQuantity, prices } = await queryProductSales(always(shop.sales.memory), productId, {});
    const shown = prices.map(({ unitPrice, byOutcome }) => [
      unitPrice,
      byOutcome.completed,
      byOutcome.failed,
    ]);
    const lines = ordersOf(shop).flatMap(({ order: { items, status } }) =>
      items.filter((item) => item.productId === productId).map((item) => ({ ...item, status })),
    );
    const sum = (of: typeof lines) => of.reduce((total, { quantity }) => total + quantity, 0);
    const counted = [...new Set(lines.map(({ unitPrice }) => unitPrice))]
      .sort((a, b) => a - b)
      .map((unitPrice) => {
        const own = lines.filter((line) => line.unitPrice === unitPrice);
        const ended = (status: string) => sum(own.filter((line) => line.status === status));
        return [unitPrice, ended('completed'), ended('failed')];
      });
    holds(
      5,
      totalQuantity === sum(lines) && same(shown, counted),
      () => `sales of ${productId}: ${JSON.stringify({ shown, counted })}`,
    );
  }
}

/** Statement 5, for the success rate: each order's record is the order. */
function checkRecords({ order: { memory }, successRate }: Shop): void {
  for (const { orderId, version, status, failure, total, placedAt, updatedAt } of memory.states.values()) {
    const record = successRate.memory.records.get(orderId);
    const actual = { version, status, reason: failure?.reason, total, placedAt, updatedAt };
    const tell = () => `the record of order ${orderId}: ${JSON.stringify(record)}`;
    holds(5, record !== undefined && agrees(record, actual), tell);
  }
}

function agrees(record: object, actual: object): boolean {
  const known: Partial<Record<string, unknown>> = { ...record };
  return Object.entries(actual).every(([name, value]) => same(known[name], value));
}

/** Statement 6: nothing is told twice. Of refunds there may be several, and they add up. */
function checkToldOnce({ published, payment }: Shop): void {
  const told = new Set<string>();
  const refunds = new Map<string, number>();
  for (const message of published) {
    const { type, data } = message;
    if (type === 'com.ordersaga.payment.refunded.v1')
      refunds.set(data.orderId, (refunds.get(data.orderId) ?? 0) + data.amount);
    for (const name of namesOf(message)) {
      holds(6, !told.has(name), () => `told twice: ${name}`);
      told.add(name);
    }
  }
  for (const { orderId, refunded } of payment.memory.payments.values())
    holds(
      6,
      refunded === (refunds.get(orderId) ?? 0),
      () => `order ${orderId} got ${refunded} back, told otherwise`,
    );
}

/** Under which names a message may come once only: its id, and what it says of one revision of one order. */
function namesOf({ id, type, data }: Message): string[] {
  if (!('revision' in data)) return [id];
  const subject = 'orderId' in data ? data.orderId : data.productId;
  return [id, `${type} ${subject} ${data.revision}`];
}
