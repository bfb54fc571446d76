import type { OrderCommand } from '../../../src/domain/commands';
import type { OrderEvent } from '../../../src/domain/events';
import { catalogue, placing } from '../order-scenario';
import { nothing, records, refused, type Cell, type Cells } from './cell';
import { currentRevision as revision } from './states';

/** A command, in one of the ways in which it is asked, and what happens in each state. */
export interface Row {
  /** What it looks like from outside: a call, or a message of another service. */
  readonly asked: string;
  readonly command: OrderCommand;
  readonly cells: Cells;
}

const keyboards = { productId: 'keyboard', quantity: 2, unitPrice: 4_990 };
const mice = { productId: 'mouse', quantity: 2, unitPrice: 1_990 };
const shortages = [{ productId: 'mouse', requested: 2, available: 1 }];

const isPlaced = (hold: boolean): OrderEvent => ({
  type: 'order.placed',
  data: {
    ...{ customerId: 'c-1', revision: 1, items: [keyboards], currency: 'EUR', total: 9_980 },
    ...{ hold, paymentMethod: 'card-ok' },
  },
});
const itemsChanged = (items: readonly (typeof mice)[], total: number): OrderEvent => ({
  type: 'order.items-changed',
  data: { revision: revision + 1, items, total },
});

const unknown = refused('order-not-placed', 404);
const placedAlready = refused('order-already-placed');
const decided = refused('order-decided', 409);

const placedOnce = (first: Cell): Cells => ({
  'not placed': first,
  ...{ suspended: placedAlready, held: placedAlready },
  ...{ completed: placedAlready, failed: placedAlready, cancelled: placedAlready },
});
const whileSuspended = (suspended: Cell, held: Cell): Cells => ({
  ...{ 'not placed': unknown, suspended, held },
  ...{ completed: decided, failed: decided, cancelled: decided },
});
const notice = (suspended: Cell, held: Cell = suspended): Cells => ({
  ...{ 'not placed': refused('order-not-placed'), suspended, held },
  ...{ completed: nothing, failed: nothing, cancelled: nothing },
});

const added = itemsChanged([keyboards, { ...mice, quantity: 3 }], 15_950);
const removed = itemsChanged([keyboards, { ...mice, quantity: 1 }], 11_970);
const lineRemoved = itemsChanged([keyboards], 9_980);
const rejection: OrderEvent = {
  type: 'order.failed',
  data: { revision, reason: 'insufficient-stock', shortages },
};
const decline: OrderEvent = {
  type: 'order.failed',
  data: { revision, reason: 'payment-declined', detail: 'no funds' },
};
const completion: OrderEvent = { type: 'order.completed', data: { revision } };
const cancellation: OrderEvent = { type: 'order.cancelled', data: { revision, reason: 'found it cheaper' } };
const confirmation: OrderEvent = { type: 'order.confirmed', data: { revision } };

const failure = (reason: 'timed-out' | 'expired', detail: string): OrderEvent => ({
  type: 'order.failed',
  data: { revision, reason, detail },
});
const timedOut = failure('timed-out', 'not decided by 2026-01-01T12:01:00.000Z');
const expired = failure('expired', 'not confirmed by 2026-01-01T12:01:00.000Z');

const rejected = (of: number) => ({ type: 'note-stock-rejected', revision: of, shortages }) as const;
const paid = (of: number) => ({ type: 'note-payment-completed', revision: of }) as const;
const declined = (of: number) =>
  ({ type: 'note-payment-declined', revision: of, detail: 'no funds' }) as const;
/** Limits by which either deadline is at 12:01:00: the order was placed at 12:00:00 and changed a second later. */
const limits = { holdTimeMs: 60_000, sagaTimeLimitMs: 59_000 };
const firesAt = (time: string) =>
  ({ type: 'note-deadline', now: new Date(`2026-01-01T${time}Z`), limits }) as const;

/** An answer of another service to each revision that it can be about. */
function answers(
  name: string,
  command: (of: number) => OrderCommand,
  event: OrderEvent,
  to: 'completed' | 'failed',
) {
  return [
    {
      asked: `${name}, to the current revision`,
      command: command(revision),
      cells: notice(records(event, to)),
    },
    { asked: `${name}, to an older revision`, command: command(revision - 1), cells: notice(nothing) },
    { asked: `${name}, to a revision not seen yet`, command: command(revision + 1), cells: notice(nothing) },
  ];
}

/** Every command in every state; a command without a row does not compile. */
export const commandTable = {
  place: [
    {
      asked: '`POST /orders`',
      command: placing(),
      cells: placedOnce(records(isPlaced(false), 'suspended')),
    },
    {
      asked: '`POST /orders` with `hold`',
      command: placing({ hold: true }),
      cells: placedOnce(records(isPlaced(true), 'held')),
    },
  ],
  'add-item': [
    {
      asked: '`POST /orders/{id}/items`',
      command: { type: 'add-item', productId: 'mouse', quantity: 1, price: catalogue.get('mouse') },
      cells: whileSuspended(records(added, 'suspended'), records(added, 'held')),
    },
  ],
  'remove-item': [
    {
      asked: '`DELETE /orders/{id}/items/{productId}?quantity=n`',
      command: { type: 'remove-item', productId: 'mouse', quantity: 1 },
      cells: whileSuspended(records(removed, 'suspended'), records(removed, 'held')),
    },
    {
      asked: '`DELETE /orders/{id}/items/{productId}`',
      command: { type: 'remove-item', productId: 'mouse' },
      cells: whileSuspended(records(lineRemoved, 'suspended'), records(lineRemoved, 'held')),
    },
  ],
  confirm: [
    {
      asked: '`POST /orders/{id}/confirm`',
      command: { type: 'confirm' },
      cells: whileSuspended(refused('order-not-held', 409), records(confirmation, 'suspended')),
    },
  ],
  cancel: [
    {
      asked: '`POST /orders/{id}/cancel`',
      command: { type: 'cancel', reason: 'found it cheaper' },
      cells: whileSuspended(records(cancellation, 'cancelled'), records(cancellation, 'cancelled')),
    },
  ],
  'note-stock-rejected': answers('`stock.rejected`', rejected, rejection, 'failed'),
  'note-payment-completed': answers('`payment.completed`', paid, completion, 'completed'),
  'note-payment-declined': answers('`payment.declined`', declined, decline, 'failed'),
  'note-deadline': [
    {
      asked: 'a job, once the deadline is reached',
      command: firesAt('12:01:00.000'),
      cells: notice(records(timedOut, 'failed'), records(expired, 'failed')),
    },
    {
      asked: 'a job that fires before it',
      command: firesAt('12:00:59.999'),
      cells: notice(nothing),
    },
  ],
} satisfies Record<OrderCommand['type'], readonly Row[]>;

/** The rows of the table, in the order they are shown. */
export const commandRows: readonly Row[] = Object.values(commandTable).flat();
