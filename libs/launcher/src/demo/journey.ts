import type { Message } from '@ordersaga/contracts';
import colors from 'picocolors';
import { ActsInTurn, type CustomerAct } from './acts';
import { linesText } from './lines';
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

/** What the answers to a customer say of the order. */
export interface ShownOrder {
  readonly orderId: string;
  readonly status: string;
  readonly hold: boolean;
  readonly total: number;
  readonly currency: string;
}

/** What is done on a journey. */
export interface Itinerary {
  /** Sends the order off. */
  readonly place: () => Promise<ShownOrder>;
  /** What the customer does on the way, one after the other. */
  readonly acts: readonly CustomerAct[];
  /** Does one of them. */
  readonly act: (act: CustomerAct) => Promise<ShownOrder>;
  /** What the journey ends with. */
  readonly lastStep: Message['type'];
}

/**
 * Sends an order off and shows each step of it as it appears on the topics, until the last step has been seen.
 * @throws Error when that takes longer than half a minute, or what the customer does is refused
 */
export async function follow(
  watch: Watch,
  write: (line: string) => void,
  { place, acts, act, lastStep }: Itinerary,
): Promise<Journey> {
  const begin = Date.now();
  const early: Message[] = [];
  // The first messages can overtake the answer of the POST.
  watch.onMessage = (message) => void early.push(message);
  const placed = await place();
  const answeredAfter = Date.now() - begin;
  const { orderId } = placed;
  const showAnswer = (after: number, status: number, order: ShownOrder, what: string): void =>
    write(step(after, 'http', `${status}, ${stateOf(order)}  ${colors.dim(what)}`));
  showAnswer(answeredAfter, 201, placed, orderId);
  const inTurn = new ActsInTurn(acts, async (next) =>
    showAnswer(Date.now() - begin, 200, await act(next), `POST …/${next.path}`),
  );
  let decidedAfter = 0;
  const ended = new Promise<void>((resolve, reject) => {
    const late = new Error(`order ${orderId} showed no ${lastStep} in ${patience} ms`);
    const timer = setTimeout(() => reject(late), patience);
    watch.onMessage = (message) => {
      if (message.subject !== orderId) return;
      const after = message.time.getTime() - begin;
      write(step(after, ...describe(message)));
      if (/\.order\.(completed|failed|cancelled)\./.test(message.type)) decidedAfter = after;
      inTurn.seen(message);
      inTurn.done().catch(reject);
      if (message.type !== lastStep) return;
      clearTimeout(timer);
      resolve();
    };
    early.forEach((message) => watch.onMessage(message));
  });
  await ended;
  await inTurn.done();
  return { answeredAfter, decidedAfter };
}

function stateOf({ status, hold, total, currency }: ShownOrder): string {
  return `${status}${hold ? ' and held' : ''}, ${money(total, currency)}`;
}

function step(after: number, who: string, what: string): string {
  return `  ${colors.dim(`+${after} ms`.padStart(8))}  ${colors.bold(who.padEnd(8))} ${what}`;
}

function describe(message: Message): [who: string, what: string] {
  const who = message.source.split('/').at(-1) ?? message.source;
  switch (message.type) {
    case 'com.ordersaga.order.placed.v1':
      return [who, `placed: ${linesText(message.data.items)}`];
    case 'com.ordersaga.order.items-changed.v1':
      return [who, `items changed: ${linesText(message.data.items)}`];
    case 'com.ordersaga.order.confirmed.v1':
      return [who, 'confirmed: payment may go ahead'];
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
