import type { OrderCommand } from '../../../src/domain/commands';
import type { Order } from '../../../src/domain/order';
import { catalogue, placing } from '../order-scenario';

/** Every state an order can be in, as the page about its life names them. */
export const stateNames = ['not placed', 'suspended', 'held', 'completed', 'failed', 'cancelled'] as const;

/** `held` is suspended with payment waiting for the customer's confirmation. */
export type StateName = (typeof stateNames)[number];

/** Brings an order to revision 2, so that there is an older one to answer to. */
const changed: OrderCommand = {
  type: 'add-item',
  productId: 'mouse',
  quantity: 2,
  price: catalogue.get('mouse'),
};

/** The revision of every order that `given` leads to. */
export const currentRevision = 2;

/** The commands that bring an order to a state: two keyboards and two mice, at `currentRevision`. */
export const given: Readonly<Record<StateName, readonly OrderCommand[]>> = {
  'not placed': [],
  suspended: [placing(), changed],
  held: [placing({ hold: true }), changed],
  completed: [placing(), changed, { type: 'note-payment-completed', revision: currentRevision }],
  failed: [placing(), changed, { type: 'note-payment-declined', revision: currentRevision }],
  cancelled: [placing(), changed, { type: 'cancel' }],
};

/** The state an order is in. */
export function stateOf(order: Order | undefined): StateName {
  if (order === undefined) return 'not placed';
  return order.status === 'suspended' && order.hold ? 'held' : order.status;
}
