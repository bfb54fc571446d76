import { deadLetterTopic, toHeaders, topics, type Message } from '@ordersaga/contracts';
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
  const records = messages.map((message) => ({
    topic: `x-${topics.orderDomainEvents}`,
    key: message.subject,
    headers: toHeaders(message),
    value: JSON.stringify(message.data),
  }));
  await messaging.publisher().publish(records);
}

function follow(messaging: Messaging, apply: (events: readonly OrderEvent[]) => Promise<void>) {
  const registry = new Registry();
  const names = { group: 'sales', topicPrefix: 'x-', partitions: 1 };
  const follower = followOrders({ messaging, ...names, apply, registry, logger });
  return { follower, registry };
}

describe('following the orders', () => {
  let messaging: MemoryMessaging;
  beforeEach(() => void (messaging = createMemoryMessaging()));
  afterEach(() => messaging.close());

  it('hands over what came before it started, and measures it', async () => {
    await messaging.ensureTopics([{ topic: `x-${topics.orderDomainEvents}`, partitions: 1 }]);
    await publish(messaging, orderEvent('a'), orderEvent('b'));
    const seen: string[] = [];
    const { follower, registry } = follow(messaging, async (events) => {
      seen.push(...events.map(({ data }) => data.orderId));
    });
    await eventually(() => expect(seen).toEqual(['a', 'b']));
    await eventually(() => follower.check());
    await eventually(async () => expect(await registry.metrics()).toContain('projection_events_total 2'));
    await follower.stop();
  });

  it('passes over messages of other kinds, and gives up what it cannot read', async () => {
    const seen: OrderEvent[] = [];
    const { follower } = follow(messaging, async (events) => void seen.push(...events));
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

  it('waits for its store as long as it takes', async () => {
    let away = true;
    let attempts = 0;
    const seen: OrderEvent[] = [];
    const { follower } = follow(messaging, async (events) => {
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

  it('waits for the broker, says so, and can be stopped meanwhile', async () => {
    let asked = 0;
    const away: Messaging = {
      publisher: () => messaging.publisher(),
      consumer: (options) => messaging.consumer(options),
      check: () => messaging.check(),
      close: () => messaging.close(),
      ensureTopics: async () => {
        asked += 1;
        throw new Error('no broker');
      },
    };
    const { follower } = follow(away, async () => undefined);
    await eventually(() => expect(asked).toBeGreaterThan(1));
    await expect(follower.check()).rejects.toThrow('not in its group yet');
    await follower.stop();
  });
});
