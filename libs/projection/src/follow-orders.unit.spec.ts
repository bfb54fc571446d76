import { deadLetterTopic, topics, toWire, type Message } from '@ordersaga/contracts';
import { createMemoryMessaging, type MemoryMessaging, type Messaging } from '@ordersaga/messaging';
import { createLogger, Registry } from '@ordersaga/service-runtime';
import { eventually } from '@ordersaga/test-kit';
import { followOrders } from './follow-orders';
import type { OrderEvent } from './order-event';
import { StoreUnavailableError } from './store-unavailable-error';

const logger = createLogger({ service: 'test', level: 'silent' });

function orderEvent(orderId: string): OrderEvent {
  const time = new Date('2026-11-21T10:00:00Z');
  const context = {
    id: orderId,
    source: '/test',
    subject: orderId,
    time,
    correlationId: 'c',
    causationId: 'c',
  };
  const data = { orderId, version: 2, revision: 1 };
  return { ...context, type: 'com.ordersaga.order.domain.completed.v1', data };
}

async function publish(messaging: Messaging, ...messages: Message[]): Promise<void> {
  const topic = `x-${topics.orderDomainEvents}`;
  await messaging.publisher().publish(messages.map((message) => ({ topic, ...toWire(message) })));
}

function follow(messaging: Messaging, apply: (events: readonly OrderEvent[]) => Promise<void>) {
  const names = { group: 'sales', topicPrefix: 'x-', partitions: 1 };
  return followOrders({ messaging, ...names, apply, registry: new Registry(), logger });
}

describe('following the orders', () => {
  let messaging: MemoryMessaging;
  beforeEach(() => void (messaging = createMemoryMessaging()));
  afterEach(() => messaging.close());

  it('hands over what came before it started', async () => {
    await messaging.ensureTopics([{ topic: `x-${topics.orderDomainEvents}`, partitions: 1 }]);
    await publish(messaging, orderEvent('a'), orderEvent('b'));
    const seen: string[] = [];
    const follower = follow(messaging, async (events) => {
      seen.push(...events.map(({ data }) => data.orderId));
    });
    await eventually(() => expect(seen).toEqual(['a', 'b']));
    await eventually(() => follower.check());
    await follower.stop();
  });

  it('passes over messages of other kinds, and gives up what it cannot read', async () => {
    const seen: OrderEvent[] = [];
    const follower = follow(messaging, async (events) => void seen.push(...events));
    await eventually(() => follower.check());
    const letters = () => messaging.recordsOf(deadLetterTopic('x-sales'));
    const other = { ...orderEvent('a'), type: 'com.ordersaga.order.completed.v1' } as Message;
    const unknown = {
      ...orderEvent('b'),
      type: 'com.ordersaga.order.domain.exploded.v1',
    } as unknown as Message;
    await publish(messaging, other, unknown, orderEvent('c'));
    await eventually(() => expect(letters().map(({ key }) => key)).toEqual(['b']));
    await eventually(() => expect(seen).toEqual([orderEvent('c')]));
    await follower.stop();
  });

  it('stops an order at an event that it does not know, and no other, nor at what is no message', async () => {
    const seen: string[] = [];
    let calls = 0;
    const follower = follow(messaging, async (events) => {
      calls += 1;
      seen.push(...events.map(({ data }) => data.orderId));
    });
    await eventually(() => follower.check());
    const unknown = {
      ...orderEvent('a'),
      type: 'com.ordersaga.order.domain.exploded.v1',
    } as unknown as Message;
    await publish(messaging, unknown, orderEvent('a'), orderEvent('b'));
    const topic = `x-${topics.orderDomainEvents}`;
    await messaging.publisher().publish([{ topic, key: 'c', headers: {}, value: 'garbage' }]);
    await publish(messaging, orderEvent('c'));
    await eventually(() => expect(seen).toEqual(['b', 'c']));
    const letters = await messaging.deadLetters(deadLetterTopic('x-sales')).list();
    expect(letters.map(({ key, reason, waitsFor }) => [key, reason, waitsFor])).toEqual([
      ['a', 'failed', 'decision'],
      ['a', 'parked-behind', 'key'],
      ['c', 'unreadable', 'decision'],
    ]);
    expect(letters[0]?.error).toMatch(/no schema for com\.ordersaga\.order\.domain\.exploded\.v1/);
    expect(calls).toBeLessThanOrEqual(2);
    await follower.stop();
  });

  it('waits for its store as long as it takes', async () => {
    let away = true;
    let attempts = 0;
    const seen: OrderEvent[] = [];
    const follower = follow(messaging, async (events) => {
      attempts += 1;
      if (away) throw new StoreUnavailableError('the store', 'gone');
      seen.push(...events);
    });
    await eventually(() => follower.check());
    await publish(messaging, orderEvent('a'));
    await eventually(() => expect(attempts).toBeGreaterThan(2));
    away = false;
    await eventually(() => expect(seen).toEqual([orderEvent('a')]));
    await follower.stop();
  });
});
