import type { Message } from '@ordersaga/contracts';
import colors from 'picocolors';
import { money } from './money';
import type { Watch } from './watch';

/** How an order's way through the saga ended, in milliseconds since its POST was sent. */
export interface Journey {
  /** When the POST was answered. */
  readonly answeredAfter: number;
  /** When the order's outcome was recorded. */
  readonly decidedAfter: number;
}

/** How long an order may take before the demo gives up on it, in milliseconds. */
const patience = 30_000;

/**
 * Sends an order off and shows each step of it as it appears on the topics, until `lastStep` has been seen.
 * @throws Error when that takes longer than half a minute
 */
export async function follow(
  watch: Watch,
  write: (line: string) => void,
  place: () => Promise<{ orderId: string; total: number; currency: string }>,
  lastStep: Message['type'],
): Promise<Journey> {
  const begin = Date.now();
  const early: Message[] = [];
  // The first messages can overtake the answer of the POST.
  watch.onMessage = (message) => void early.push(message);
  const { orderId, total, currency } = await place();
  const answeredAfter = Date.now() - begin;
  write(step(answeredAfter, 'http', `201, suspended, ${money(total, currency)}  ${colors.dim(orderId)}`));
  return new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => reject(new Error(`order ${orderId} showed no ${lastStep} in ${patience} ms`)),
      patience,
    );
    let decidedAfter = 0;
    watch.onMessage = (message) => {
      if (message.subject !== orderId) return;
      const after = message.time.getTime() - begin;
      write(step(after, ...describe(message)));
      if (/\.order\.(completed|failed|cancelled)\./.test(message.type)) decidedAfter = after;
      if (message.type !== lastStep) return;
      clearTimeout(timer);
      resolve({ answeredAfter, decidedAfter });
    };
    early.forEach((message) => watch.onMessage(message));
  });
}

function step(after: number, who: string, what: string): string {
  return `  ${colors.dim(`+${after} ms`.padStart(8))}  ${colors.bold(who.padEnd(8))} ${what}`;
}

function describe(message: Message): [who: string, what: string] {
  const who = message.source.split('/').at(-1) ?? message.source;
  switch (message.type) {
    case 'com.ordersaga.order.placed.v1':
      return [who, `placed: ${message.data.items.map((i) => `${i.quantity} × ${i.productId}`).join(', ')}`];
    case 'com.ordersaga.stock.reserved.v1':
      return [who, 'reserved: everything is there'];
    case 'com.ordersaga.stock.rejected.v1':
      return [who, `rejected: ${message.data.shortages.map(shortageText).join(', ')}`];
    case 'com.ordersaga.stock.released.v1':
      return [who, 'released: what was reserved is available again'];
    case 'com.ordersaga.payment.completed.v1':
      return [who, `completed: charged ${money(message.data.charged ?? 0, message.data.currency)}`];
    case 'com.ordersaga.payment.declined.v1':
      return [who, `declined${message.data.detail ? `: ${message.data.detail}` : ''}`];
    case 'com.ordersaga.order.completed.v1':
      return [who, colors.green('completed')];
    case 'com.ordersaga.order.failed.v1':
      return [who, colors.red(`failed: ${message.data.reason}`)];
    default:
      return [who, message.type.replace('com.ordersaga.', '').replace(/\.v\d+$/, '')];
  }
}

function shortageText({
  productId,
  requested,
  available,
}: {
  productId: string;
  requested: number;
  available: number;
}) {
  return `${requested} × ${productId} wanted, ${available} available`;
}
