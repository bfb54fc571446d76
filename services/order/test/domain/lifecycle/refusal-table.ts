import type { OrderCommand, Price } from '../../../src/domain/commands';
import { maxLines, maxQuantity } from '../../../src/domain/order-lines';
import { catalogue, placing } from '../order-scenario';
import type { StateName } from './states';

/** What is asked of an order in a state that allows it, and is refused for what it asks. */
export interface Refusal {
  readonly what: string;
  /** Every state in which it is refused in this way. */
  readonly states: readonly StateName[];
  /** What has to have happened in these states first. */
  readonly after?: readonly OrderCommand[];
  readonly command: OrderCommand;
  readonly code: string;
  readonly status: number;
}

const cent: Price = { unitPrice: 1, currency: 'EUR' };
const manyItems = Array.from({ length: maxLines + 1 }, (_, n) => ({ productId: `p${n}`, quantity: 1 }));
const placingMany = placing({
  items: manyItems,
  prices: new Map(manyItems.map(({ productId }) => [productId, cent])),
});
const asks = (productId: string, quantity: number): OrderCommand =>
  placing({
    items: [
      { productId: 'keyboard', quantity: 1 },
      { productId, quantity },
    ],
  });
const adds = (productId: string, quantity: number, price = catalogue.get(productId)): OrderCommand => ({
  type: 'add-item',
  productId,
  quantity,
  price,
});
const removes = (productId: string, quantity: number): OrderCommand => ({
  type: 'remove-item',
  productId,
  quantity,
});

const onPlacing = { states: ['not placed'] } as const;
const onChanging = { states: ['suspended', 'held'] } as const;

/** Requests that the rules of an order forbid whatever its state; the limits are those of the contract. */
export const refusals: readonly Refusal[] = [
  {
    what: 'an unknown product',
    ...onPlacing,
    command: asks('nothing', 1),
    code: 'unknown-products',
    status: 422,
  },
  {
    what: 'products in two currencies',
    ...onPlacing,
    command: asks('import', 1),
    code: 'mixed-currencies',
    status: 422,
  },
  {
    what: `more than ${maxQuantity} of a product`,
    ...{ ...onPlacing, command: asks('mouse', maxQuantity + 1), code: 'quantity-out-of-range', status: 422 },
  },
  {
    what: `more than ${maxLines} products`,
    ...onPlacing,
    command: placingMany,
    code: 'line-count',
    status: 422,
  },
  { what: 'no product', ...onPlacing, command: placing({ items: [] }), code: 'line-count', status: 422 },
  {
    what: 'a total past counting',
    ...onPlacing,
    command: asks('yacht', 2),
    code: 'total-too-large',
    status: 422,
  },
  {
    what: 'an unknown product',
    ...onChanging,
    command: adds('nothing', 1),
    code: 'unknown-products',
    status: 422,
  },
  {
    what: 'a product in another currency',
    ...{ ...onChanging, command: adds('import', 1), code: 'mixed-currencies', status: 422 },
  },
  {
    what: `more than ${maxQuantity} of a product, with those it has`,
    ...{ ...onChanging, command: adds('mouse', maxQuantity - 1), code: 'quantity-out-of-range', status: 422 },
  },
  {
    what: `more than ${maxLines} products`,
    ...onChanging,
    // Two lines are there.
    after: manyItems.slice(0, maxLines - 2).map(({ productId }) => adds(productId, 1, cent)),
    ...{ command: adds('pen', 1, cent), code: 'line-count', status: 422 },
  },
  {
    what: 'a total past counting',
    ...onChanging,
    command: adds('yacht', 1),
    code: 'total-too-large',
    status: 422,
  },
  {
    what: 'a product it does not have',
    ...onChanging,
    command: removes('pen', 1),
    code: 'no-such-line',
    status: 404,
  },
  {
    what: 'more than the line has',
    ...onChanging,
    command: removes('mouse', 3),
    code: 'line-too-short',
    status: 422,
  },
  {
    what: 'all of the last line',
    ...onChanging,
    ...{ after: [removes('mouse', 2)], command: removes('keyboard', 2), code: 'last-line', status: 409 },
  },
];
