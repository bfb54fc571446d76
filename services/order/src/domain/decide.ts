import type {
  AddItem,
  AnswerCommand,
  CustomerCommand,
  NoteDeadline,
  OrderCommand,
  PlaceOrder,
  ReactionCommand,
} from './commands';
import { deadlineOf } from './deadline';
import type { OrderEvent, OrderItemsChanged } from './events';
import type { Order } from './order';
import {
  MixedCurrenciesError,
  OrderAlreadyPlacedError,
  OrderDecidedError,
  OrderNotHeldError,
  OrderNotPlacedError,
  UnknownProductsError,
} from './order-errors';
import { checkQuantity, price, totalOf, withAdded, withRemoved } from './order-lines';

/**
 * What happens when this is asked of an order in this state: the events, none when nothing changes.
 * @param order undefined before it is placed
 * @throws OrderRuleError when a customer asks for what the order's rules forbid
 */
export function decide(order: Order | undefined, command: OrderCommand): OrderEvent[] {
  if (command.type === 'place') {
    if (order !== undefined) throw new OrderAlreadyPlacedError();
    return [place(command)];
  }
  if (order === undefined) throw new OrderNotPlacedError();
  return isReaction(command) ? react(order, command) : [ask(order, command)];
}

function isReaction(command: CustomerCommand | ReactionCommand): command is ReactionCommand {
  return command.type.startsWith('note-');
}

function place({ customerId, items: requested, prices, hold, paymentMethod }: PlaceOrder): OrderEvent {
  const { items, currency } = price(requested, prices);
  const total = totalOf(items);
  return {
    type: 'order.placed',
    data: { customerId, revision: 1, items, currency, total, hold, paymentMethod },
  };
}

function ask(order: Order, command: CustomerCommand): OrderEvent {
  if (order.status !== 'suspended') throw new OrderDecidedError(order.status);
  switch (command.type) {
    case 'add-item':
      return addItem(order, command);
    case 'remove-item':
      return itemsChanged(order, withRemoved(order.items, command.productId, command.quantity));
    case 'confirm':
      if (!order.hold) throw new OrderNotHeldError();
      return { type: 'order.confirmed', data: { revision: order.revision } };
    case 'cancel':
      return {
        type: 'order.cancelled',
        data: {
          revision: order.revision,
          ...(command.reason === undefined ? {} : { reason: command.reason }),
        },
      };
  }
}

function addItem(order: Order, { productId, quantity, price: current }: AddItem): OrderEvent {
  const line = order.items.find((item) => item.productId === productId);
  const agreed = line === undefined ? current : { unitPrice: line.unitPrice, currency: order.currency };
  if (agreed === undefined) throw new UnknownProductsError([{ productId }]);
  if (agreed.currency !== order.currency) throw new MixedCurrenciesError([order.currency, agreed.currency]);
  checkQuantity({ productId, quantity });
  return itemsChanged(order, withAdded(order.items, { productId, quantity, unitPrice: agreed.unitPrice }));
}

function itemsChanged(order: Order, items: OrderItemsChanged['data']['items']): OrderEvent {
  return {
    type: 'order.items-changed',
    data: { revision: order.revision + 1, items, total: totalOf(items) },
  };
}

function react(order: Order, command: ReactionCommand): OrderEvent[] {
  // Once decided, the outcome stays.
  if (order.status !== 'suspended') return [];
  return command.type === 'note-deadline' ? noteDeadline(order, command) : noteAnswer(order, command);
}

function noteDeadline(order: Order, { now, limits }: NoteDeadline): OrderEvent[] {
  const deadline = deadlineOf(order, limits);
  if (deadline === undefined || now < deadline.at) return [];
  const failure =
    deadline.kind === 'hold'
      ? ({ reason: 'expired', detail: `not confirmed by ${deadline.at.toISOString()}` } as const)
      : ({ reason: 'timed-out', detail: `not decided by ${deadline.at.toISOString()}` } as const);
  return [{ type: 'order.failed', data: { revision: order.revision, ...failure } }];
}

function noteAnswer(order: Order, command: AnswerCommand): OrderEvent[] {
  const { revision } = command;
  // An answer to an older revision says nothing about the current one, whose own answer is still to come.
  if (revision !== order.revision) return [];
  switch (command.type) {
    case 'note-stock-rejected':
      return [
        {
          type: 'order.failed',
          data: { revision, reason: 'insufficient-stock', shortages: command.shortages },
        },
      ];
    case 'note-payment-declined':
      return [
        {
          type: 'order.failed',
          data: {
            revision,
            reason: 'payment-declined',
            ...(command.detail === undefined ? {} : { detail: command.detail }),
          },
        },
      ];
    case 'note-payment-completed':
      return [{ type: 'order.completed', data: { revision } }];
  }
}
