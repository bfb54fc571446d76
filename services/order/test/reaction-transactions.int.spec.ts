import { createEventStore, type EventStore } from '@ordersaga/event-store';
import { createPool } from '@ordersaga/postgres';
import { sampleMessage } from '@ordersaga/service-test-kit';
import { freshDatabase, type TestDatabase } from '@ordersaga/test-kit';
import type { Pool } from 'pg';
import { v7 as newId } from 'uuid';
import { migrateOrderDatabase } from '../src/adapters/outbound/postgres/migrations';
import { OrderEventStore } from '../src/adapters/outbound/postgres/order-event-store';
import { ReactionTransactions } from '../src/adapters/outbound/postgres/reaction-transactions';
import type { OrderChange } from '../src/application/ports/order-store';
import type { ReactionScope } from '../src/application/ports/reactions';
import { recordEvents } from '../src/application/record-events';
import { reactToMessages } from '../src/application/react-to-messages';
import type { OrderCommand } from '../src/domain/commands';
import { decide } from '../src/domain/decide';
import { usualLimits as limits } from '../src/domain/deadline';
import { fold } from '../src/domain/evolve';
import { catalogue, placing } from './domain/order-scenario';

const surroundings = { now: () => new Date(), newId: () => newId() };
const cause = { correlationId: 'correlation', causationId: 'cause' };
const topics = { domainEvents: 'domain', integrationEvents: 'integration' };

let database: TestDatabase;
let pool: Pool;
let events: EventStore;
let store: OrderEventStore;
let committed: OrderChange[];
let reactions: ReactionTransactions;

beforeAll(async () => {
  database = await freshDatabase('order_reactions');
  pool = createPool({ connectionString: database.url });
  await migrateOrderDatabase(pool);
  events = createEventStore({ pool, alongside: 'set_deadlines' });
});

beforeEach(() => {
  committed = [];
  const onAppended = (changes: readonly OrderChange[]) => void committed.push(...changes);
  store = new OrderEventStore(events, { topics, limits }, () => undefined);
  reactions = new ReactionTransactions({ pool, events, topics, limits, onAppended });
});

afterAll(async () => {
  await pool.end();
  await database.drop();
});

/** Does what a customer asks, beside any reaction. */
async function ask(orderId: string, command: OrderCommand): Promise<void> {
  const before = fold(await store.load(orderId));
  const recorded = recordEvents(orderId, before, decide(before, command), cause, surroundings);
  expect(await store.append({ orderId, before, events: recorded.events })).toBe(true);
}

async function place(): Promise<string> {
  const orderId = newId();
  await ask(orderId, placing());
  return orderId;
}

const add: OrderCommand = {
  type: 'add-item',
  productId: 'mouse',
  quantity: 1,
  price: catalogue.get('mouse'),
};
const paid = (orderId: string, revision = 1) =>
  sampleMessage('com.ordersaga.payment.completed.v1', { orderId, revision }) as Parameters<
    typeof reactToMessages
  >[1][number];
const journal = { warn: () => undefined };
const typesOf = async (orderId: string) => (await store.load(orderId)).map(({ type }) => type);

/** Reactions that stop before they append, once, to let something else happen. */
function interrupted(inBetween: () => Promise<void>): { transaction: ReactionTransactions['transaction'] } {
  let todo: (() => Promise<void>) | undefined = inBetween;
  return {
    transaction: (work) =>
      reactions.transaction((scope) => {
        const append: ReactionScope['append'] = async (changes) => {
          const now = todo;
          todo = undefined;
          await now?.();
          return scope.append(changes);
        };
        return work({
          append,
          claimMessages: (ids) => scope.claimMessages(ids),
          loadOrders: (ids) => scope.loadOrders(ids),
          updateCatalogue: (changes) => scope.updateCatalogue(changes),
        });
      }),
  };
}

it('what fails leaves nothing behind, and the message counts when it comes again', async () => {
  const orderId = await place();
  const answer = paid(orderId);
  const dying = interrupted(() => Promise.reject(new Error('died')));
  await expect(reactToMessages({ reactions: dying, surroundings, journal }, [answer])).rejects.toThrow(
    'died',
  );
  expect(await typesOf(orderId)).toEqual(['order.placed']);
  await reactToMessages({ reactions, surroundings, journal }, [answer]);
  expect(await typesOf(orderId)).toEqual(['order.placed', 'order.completed']);
  expect(committed).toHaveLength(1);
});

it('an order that its customer changes meanwhile is decided about as it then is', async () => {
  const [changed, untouched] = [await place(), await place()];
  const racing = interrupted(() => ask(changed, add));
  await reactToMessages({ reactions: racing, surroundings, journal }, [paid(changed), paid(untouched)]);
  expect(await typesOf(changed)).toEqual(['order.placed', 'order.items-changed']);
  expect(await typesOf(untouched)).toEqual(['order.placed', 'order.completed']);
  expect(committed.map(({ orderId }) => orderId)).toEqual([untouched]);
});

it('an order that its customer cancels meanwhile stays cancelled', async () => {
  const orderId = await place();
  const racing = interrupted(() => ask(orderId, { type: 'cancel' }));
  await reactToMessages({ reactions: racing, surroundings, journal }, [paid(orderId)]);
  expect(await typesOf(orderId)).toEqual(['order.placed', 'order.cancelled']);
});

it('of two instances that got the same batch only one has the effect', async () => {
  const orderIds = await Promise.all(Array.from({ length: 20 }, place));
  const answers = orderIds.map((orderId) => paid(orderId));
  await Promise.all(
    [answers, answers, [...answers].reverse()].map((batch) =>
      reactToMessages({ reactions, surroundings, journal }, batch),
    ),
  );
  for (const orderId of orderIds) expect(await typesOf(orderId)).toEqual(['order.placed', 'order.completed']);
  expect(committed).toHaveLength(orderIds.length);
});
