import type { Payload } from '@ordersaga/contracts';
import type { CatalogueChange } from '../src/application/catalogue-change';
import { OrdersKeepChangingError } from '../src/application/errors';
import type { OrderChange } from '../src/application/ports/order-store';
import type { ReactionScope } from '../src/application/ports/reactions';
import type { ReactionMessage } from '../src/application/reaction-messages';
import { reactToMessages } from '../src/application/react-to-messages';
import type { OrderCommand } from '../src/domain/commands';
import type { Order } from '../src/domain/order';
import { catalogue, orderAfter, orderId, placing } from './domain/order-scenario';
import { countingSurroundings } from './in-memory-ports';

type OrderMessageType = Extract<ReactionMessage, { data: { orderId: string } }>['type'];

const context = (id: string) => ({
  id,
  source: '/ordersaga/payment',
  subject: orderId,
  time: new Date(),
  correlationId: 'correlation',
  causationId: 'cause',
});
const about = <T extends OrderMessageType>(id: string, type: T, data: Payload<T>): ReactionMessage =>
  ({ ...context(id), type, data }) as ReactionMessage;
const completed = (id: string, revision = 1): ReactionMessage =>
  about(id, 'com.ordersaga.payment.completed.v1', { orderId, revision });
const declined = (id: string, revision = 1): ReactionMessage =>
  about(id, 'com.ordersaga.payment.declined.v1', { orderId, revision });

/** One transaction on one order; `moves` are commands of others that win the race, one per append. */
function setUp(before: Order | undefined, moves: OrderCommand[][] = []) {
  const appended: OrderChange[] = [];
  const updates: (readonly CatalogueChange[])[] = [];
  const warnings: string[] = [];
  let order = before;
  const scope: ReactionScope = {
    claimMessages: async (ids) => new Set(ids.filter((id) => !id.startsWith('old'))),
    loadOrders: async () => new Map(order === undefined ? [] : [[orderId, order]]),
    append: async (changes) => {
      const move = moves.shift();
      if (move === undefined) {
        appended.push(...changes);
        return new Set();
      }
      order = orderAfter(placing(), ...move);
      return new Set(changes.map((change) => change.orderId));
    },
    updateCatalogue: async (changes) => void updates.push(changes),
  };
  const react = (...messages: ReactionMessage[]) =>
    reactToMessages(
      {
        reactions: { transaction: (work) => work(scope) },
        surroundings: countingSurroundings(),
        journal: { warn: (_, message) => warnings.push(message) },
      },
      messages,
    );
  return { react, appended, updates, warnings };
}

const add: OrderCommand = {
  type: 'add-item',
  productId: 'mouse',
  quantity: 1,
  price: catalogue.get('mouse'),
};

it('an answer becomes an event that names the message as its cause', async () => {
  const { react, appended } = setUp(orderAfter(placing()));
  await react(completed('m-1'));
  expect(appended).toEqual([
    expect.objectContaining({
      orderId,
      events: [
        expect.objectContaining({
          type: 'order.completed',
          version: 2,
          cause: { correlationId: 'correlation', causationId: 'm-1', actor: 'payment' },
        }),
      ],
    }),
  ]);
});

it.each([
  [completed('m-1'), 'payment'],
  [declined('m-1'), 'payment'],
  [about('m-1', 'com.ordersaga.stock.rejected.v1', { orderId, revision: 1, shortages: [] }), 'stock'],
] as const)('an event keeps who said so: %#', async (message, actor) => {
  const { react, appended } = setUp(orderAfter(placing()));
  // Whoever sent it: the type tells whose word it is.
  await react({ ...message, source: '/elsewhere' });
  expect(appended.flatMap(({ events }) => events.map(({ cause }) => cause.actor))).toEqual([actor]);
});

it('a message that came before is left out, and so is its double in the batch', async () => {
  const { react, appended } = setUp(orderAfter(placing()));
  await react(completed('old-1'));
  expect(appended).toEqual([]);
  await react(completed('m-1'), completed('m-1'));
  expect(appended.flatMap(({ events }) => events)).toHaveLength(1);
});

it('several messages for one order are decided in their order', async () => {
  const { react, appended } = setUp(orderAfter(placing()));
  await react(declined('m-1', 7), declined('m-2'), completed('m-3'));
  expect(appended.flatMap(({ events }) => events.map(({ type }) => type))).toEqual(['order.failed']);
});

it('an order that moved on is decided about anew', async () => {
  const { react, appended } = setUp(orderAfter(placing()), [[add]]);
  await react(completed('m-1', 1));
  expect(appended).toEqual([]);
});

it('an order that moved on can still be completed by the same message', async () => {
  const { react, appended } = setUp(orderAfter(placing()), [[add]]);
  await react(completed('m-1', 1), completed('m-2', 2));
  expect(appended.flatMap(({ events }) => events)).toEqual([
    expect.objectContaining({ type: 'order.completed', version: 3, data: { revision: 2 } }),
  ]);
});

it('does not decide without end', async () => {
  const { react } = setUp(orderAfter(placing({ hold: true })), Array<OrderCommand[]>(9).fill([]));
  await expect(react(completed('m-1'))).rejects.toThrow(OrdersKeepChangingError);
});

it('a message about an order that does not exist is ignored with a warning', async () => {
  const { react, appended, warnings } = setUp(undefined);
  await react(completed('m-1'));
  expect([appended.length, warnings.length]).toEqual([0, 1]);
});

it('news of the catalogue come as one change per product', async () => {
  const { react, updates } = setUp(undefined);
  const price = { unitPrice: 5, currency: 'EUR' };
  const entry = (id: string, productId: string, revision: number): ReactionMessage => ({
    ...context(id),
    type: 'com.ordersaga.product.cataloged.v1',
    data: { productId, name: productId, ...price, revision },
  });
  const repriced: ReactionMessage = {
    ...context('m-3'),
    type: 'com.ordersaga.product.price-changed.v1',
    data: { productId: 'b', unitPrice: 7, currency: 'EUR', revision: 2 },
  };
  await react(entry('m-1', 'b', 1), entry('m-2', 'a', 1), repriced);
  expect(updates).toEqual([
    [
      { productId: 'a', name: { text: 'a', revision: 1 }, price: { ...price, revision: 1 } },
      {
        productId: 'b',
        name: { text: 'b', revision: 1 },
        price: { unitPrice: 7, currency: 'EUR', revision: 2 },
      },
    ],
  ]);
});
