import type { KafkaConnection } from '@ordersaga/service-runtime';
import colors from 'picocolors';
import { setTimeout as pause } from 'node:timers/promises';
import type { RunningSystem } from '../system';
import type { CustomerAct } from './acts';
import { showSales, showSuccessRate, type Position } from './answers';
import { get, post } from './client';
import { follow, type Journey, type ShownOrder } from './journey';
import { linesText } from './lines';
import { samples, single, type Sample } from './samples';
import { watchTopics, type Watch } from './watch';

interface Product {
  productId: string;
  available: number;
}

const seriesLength = 15;

/** Places the sample orders over HTTP, shows each one's journey, then the answers to the two questions. */
export async function runDemo(
  system: RunningSystem,
  kafka: KafkaConnection,
  write: (line: string) => void,
): Promise<void> {
  await catalogueKnown(system.url('order'));
  await restockForDemo(system.url('stock'), write);
  const watch = await watchTopics(kafka);
  try {
    for (const sample of samples) {
      write('');
      write(colors.bold(`${sample.title}: ${termsText(sample)}`));
      const { journey } = await runSample(system, watch, sample, write);
      write(`  ${summary(journey)}`);
    }
    const last = await runSeries(system, watch, write);
    write('');
    await showSales(system.url('sales-projection'), ['keyboard', 'mouse', 'monitor'], last, write);
    await showSuccessRate(system.url('success-rate-projection'), last, write);
  } finally {
    await watch.stop();
  }
}

async function runSample(
  system: RunningSystem,
  watch: Watch,
  { items, hold = false, paymentMethod, acts = [], lastStep }: Sample,
  write: (line: string) => void,
): Promise<{ journey: Journey; position: Position }> {
  const orders = `${system.url('order')}/orders`;
  let orderId = '';
  const place = async (): Promise<ShownOrder> => {
    const order = await post<ShownOrder>(orders, { customerId: 'demo', items, hold, paymentMethod });
    orderId = order.orderId;
    return order;
  };
  const act = ({ path, body }: CustomerAct): Promise<ShownOrder> =>
    post(`${orders}/${orderId}/${path}`, body);
  const journey = await follow(watch, write, { place, acts, act, lastStep });
  const { version } = await get<Position>(`${system.url('order')}/orders/${orderId}`);
  return { journey, position: { orderId, version } };
}

/** One order after another, now that every process has run the way once: how long one takes with the system at rest. */
async function runSeries(
  system: RunningSystem,
  watch: Watch,
  write: (line: string) => void,
): Promise<Position> {
  const times: number[] = [];
  let last: Position = { orderId: '', version: 0 };
  for (let i = 0; i < seriesLength; i += 1) {
    const { journey, position } = await runSample(system, watch, single, () => undefined);
    times.push(journey.decidedAfter);
    last = position;
  }
  times.sort((a, b) => a - b);
  const median = times[Math.floor(times.length / 2)];
  write('');
  write(colors.bold(`${seriesLength} more, one after another: ${termsText(single)}`));
  write(`  completed after ${colors.bold(`${median} ms`)} at the median, ${times[0]} to ${times.at(-1)} ms`);
  return last;
}

function termsText({ items, hold, paymentMethod }: Sample): string {
  return [linesText(items), ...(hold ? ['hold'] : []), paymentMethod].join(', ');
}

function summary({ answeredAfter, decidedAfter }: Journey): string {
  return `answered after ${answeredAfter} ms, decided ${colors.bold(`${decidedAfter} ms`)} after the POST`;
}

/** A fresh system knows its products only once they have come over Kafka. */
async function catalogueKnown(orderUrl: string): Promise<void> {
  const deadline = Date.now() + 30_000;
  const wanted = new Set(samples.flatMap(({ items }) => items.map(({ productId }) => productId)));
  for (;;) {
    const known = await get<Product[]>(`${orderUrl}/products`);
    if ([...wanted].every((id) => known.some(({ productId }) => productId === id))) return;
    if (Date.now() > deadline)
      throw new Error(`order does not know ${[...wanted].join(', ')} after half a minute`);
    await pause(50);
  }
}

/** Each start sells a little: what earlier starts have used up is put back, so that the first order completes. */
async function restockForDemo(stockUrl: string, write: (line: string) => void): Promise<void> {
  const enough: Record<string, number> = { keyboard: 3, mouse: 3 + seriesLength, monitor: 1 };
  for (const { productId, available } of await get<Product[]>(`${stockUrl}/products`)) {
    if (available >= (enough[productId] ?? 0)) continue;
    await post(`${stockUrl}/products/${productId}/restock`, { quantity: 2 * seriesLength });
    write(`${productId} is nearly sold out: restocked ${2 * seriesLength}`);
  }
}
