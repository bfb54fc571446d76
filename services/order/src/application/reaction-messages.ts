import type { Actor, Message, MessageType } from '@ordersaga/contracts';
import type { ReactionCommand } from '../domain/commands';
import type { CatalogueChange } from './catalogue-change';
import { whenPaymentCompleted } from './when-payment-completed';
import { whenPaymentDeclined } from './when-payment-declined';
import { whenProductCataloged } from './when-product-cataloged';
import { whenProductPriceChanged } from './when-product-price-changed';
import { whenStockRejected } from './when-stock-rejected';

/** The types of messages that Order reacts to. */
export const reactionTypes = [
  'com.ordersaga.stock.rejected.v1',
  'com.ordersaga.payment.completed.v1',
  'com.ordersaga.payment.declined.v1',
  'com.ordersaga.product.cataloged.v1',
  'com.ordersaga.product.price-changed.v1',
] as const satisfies MessageType[];

/** A message that Order reacts to. */
export type ReactionMessage = Message<(typeof reactionTypes)[number]>;

/** What a message means to Order: something to ask of an order, or something new in the catalogue. */
export type Reaction =
  | {
      readonly about: 'order';
      readonly orderId: string;
      readonly command: ReactionCommand;
      readonly actor: Actor;
    }
  | { readonly about: 'catalogue'; readonly change: CatalogueChange };

/** What this message means to Order. */
export function reactionTo(message: ReactionMessage): Reaction {
  switch (message.type) {
    case 'com.ordersaga.stock.rejected.v1':
      return asked(message, whenStockRejected(message), 'stock');
    case 'com.ordersaga.payment.completed.v1':
      return asked(message, whenPaymentCompleted(message), 'payment');
    case 'com.ordersaga.payment.declined.v1':
      return asked(message, whenPaymentDeclined(message), 'payment');
    case 'com.ordersaga.product.cataloged.v1':
      return { about: 'catalogue', change: whenProductCataloged(message) };
    case 'com.ordersaga.product.price-changed.v1':
      return { about: 'catalogue', change: whenProductPriceChanged(message) };
  }
}

function asked(
  { data: { orderId } }: { readonly data: { readonly orderId: string } },
  command: ReactionCommand,
  actor: Actor,
): Reaction {
  return { about: 'order', orderId, command, actor };
}
