import { Redis } from 'ioredis';
import { consume } from './consume';
import type { NaiveLine } from './messages';
import { salesKey, topicsOf, type NaiveSettings } from './settings';

/** Counts what was ordered, by product, price and what became of the order. */
export async function runSales(settings: NaiveSettings): Promise<void> {
  const redis = new Redis(settings.redis);
  const counters = salesKey(settings);
  const statuses = `${counters}:orders`;
  const field = ({ productId, unitPrice }: NaiveLine, status: string): string =>
    `${productId} ${unitPrice} ${status}`;
  await consume(settings, 'sales', [topicsOf(settings).orders], async (message) => {
    if (!message.type.startsWith('order.') || !('items' in message)) return;
    const { orderId, items } = message;
    const status = message.type === 'order.placed' ? 'open' : message.type.slice('order.'.length);
    // An order's messages come in order, so what it became before is all there is to know of a duplicate.
    const before = await redis.hget(statuses, orderId);
    if (status === 'open' ? before !== null : before !== 'open') return;
    const step = redis.multi().hset(statuses, orderId, status);
    for (const line of items) {
      if (before !== null) step.hincrby(counters, field(line, before), -line.quantity);
      step.hincrby(counters, field(line, status), line.quantity);
    }
    await step.exec();
  });
}
