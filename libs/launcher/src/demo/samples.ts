import type { Message } from '@ordersaga/contracts';
import type { CustomerAct } from './acts';
import type { Line } from './lines';

/** An order that the demo places, and what its customer does with it. */
export interface Sample {
  readonly title: string;
  readonly items: readonly Line[];
  readonly hold?: boolean;
  readonly paymentMethod: string;
  /** One after the other. */
  readonly acts?: readonly CustomerAct[];
  /** What the order's journey ends with. */
  readonly lastStep: Message['type'];
}

/** One order of each kind. */
export const samples: readonly Sample[] = [
  {
    title: 'An order that completes',
    items: [
      { productId: 'keyboard', quantity: 2 },
      { productId: 'mouse', quantity: 1 },
    ],
    paymentMethod: 'card-ok',
    lastStep: 'com.ordersaga.order.completed.v1',
  },
  {
    title: 'An order for more than there is',
    items: [
      { productId: 'monitor', quantity: 500 },
      { productId: 'mouse', quantity: 1 },
    ],
    paymentMethod: 'card-ok',
    lastStep: 'com.ordersaga.order.failed.v1',
  },
  {
    title: 'An order whose payment is declined',
    items: [{ productId: 'monitor', quantity: 1 }],
    paymentMethod: 'card-declined',
    lastStep: 'com.ordersaga.stock.released.v1',
  },
  {
    title: 'A held order, changed and confirmed',
    items: [{ productId: 'keyboard', quantity: 1 }],
    hold: true,
    paymentMethod: 'card-ok',
    acts: [
      {
        after: 'com.ordersaga.stock.reserved.v1',
        path: 'items',
        body: { productId: 'mouse', quantity: 2 },
      },
      { after: 'com.ordersaga.stock.reserved.v1', path: 'confirm' },
    ],
    lastStep: 'com.ordersaga.order.completed.v1',
  },
];

/** An order that is placed again and again. */
export const single: Sample = {
  title: '',
  items: [{ productId: 'mouse', quantity: 1 }],
  paymentMethod: 'card-ok',
  lastStep: 'com.ordersaga.order.completed.v1',
};
