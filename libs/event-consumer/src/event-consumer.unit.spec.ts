import { deadLetterTopic, readerOf, topics, toWire, type Message } from '@ordersaga/contracts';
import { createMemoryMessaging, type MemoryMessaging, type Messaging } from '@ordersaga/messaging';
import { Registry } from '@ordersaga/service-runtime';
import { eventually } from '@ordersaga/test-kit';
import { startEventConsumer } from './event-consumer';

type Cancelled = Message<'com.ordersaga.order.cancelled.v1'>;

const said: string[] = [];
const handled: unknown[] = [];
const logger = {
  warn: (_fields: object, message: string) => void said.push(message),
  isLevelEnabled: (level: string) => level === 'debug',
  debug: (fields: object) => void handled.push(fields),
};
const read = `x-${topics.orderIntegrationEvents}`;

function cancelled(orderId: string): Cancelled {
  return {
    id: orderId,
    type: 'com.ordersaga.order.cancelled.v1',
    source: '/test',
    subject: orderId,
    time: new Date('2026-11-21T10:00:00Z'),
    correlationId: 'c',
    causationId: 'c',
    data: { orderId, revision: 1 },
  };
}

describe('an event consumer', () => {
  let messaging: MemoryMessaging;
  let registry: Registry;
  beforeEach(() => {
    messaging = createMemoryMessaging();
    registry = new Registry();
  });
  afterEach(() => messaging.close());

  const publish = (...messages: Message[]) =>
    messaging.publisher().publish(messages.map((message) => ({ topic: read, ...toWire(message) })));

  const start = (handle: (messages: readonly Cancelled[]) => Promise<void>, over: Messaging = messaging) =>
    startEventConsumer({
      ...{ messaging: over, topicPrefix: 'x-', partitions: 2, registry, logger },
      group: 'stock',
      reads: [topics.orderIntegrationEvents],
      publishes: [topics.stockIntegrationEvents],
      decode: readerOf(['com.ordersaga.order.cancelled.v1']),
      handle,
      isUnavailable: (error) => (error as Error).message === 'store away',
    });

  /** The same messaging, whose topics are provisioned in another way. */
  const overMessaging = (ensureTopics: Messaging['ensureTopics']): Messaging => ({
    publisher: () => messaging.publisher(),
    consumer: (options) => messaging.consumer(options),
    deadLetters: (topic) => messaging.deadLetters(topic),
    listTopics: () => messaging.listTopics(),
    check: () => messaging.check(),
    close: () => messaging.close(),
    ensureTopics,
  });

  const measured = async (line: string) => expect(await registry.metrics()).toContain(line);

  it('provisions its topics, hands over what came before it started, and measures it', async () => {
    await messaging.ensureTopics([{ topic: read, partitions: 1 }]);
    await publish(cancelled('a'), cancelled('b'));
    const seen: string[] = [];
    const consumer = start(async (messages) => void seen.push(...messages.map(({ subject }) => subject)));
    await eventually(() => expect(seen).toEqual(['a', 'b']));
    const told = {
      correlationId: 'c',
      messageId: 'b',
      type: 'com.ordersaga.order.cancelled.v1',
      subject: 'b',
    };
    await eventually(() => expect(handled).toContainEqual(told));
    await eventually(() => consumer.check());
    const labels = `{group="x-stock",topic="${read}"}`;
    await eventually(() => measured(`consumer_messages_total${labels} 2`));
    await measured('consumer_delay_seconds_count{group="x-stock"}');
    await messaging
      .publisher()
      .publish([{ topic: `x-${topics.stockIntegrationEvents}`, ...toWire(cancelled('a')) }]);
    await consumer.stop();
  });

  it('gives up what it cannot read and what fails for good, and counts it', async () => {
    const consumer = start(async ([message]) => {
      if (message?.subject === 'bad') throw new Error('does not fit');
    });
    await eventually(() => consumer.check());
    const unknown = { ...cancelled('odd'), type: 'com.ordersaga.order.exploded.v1' } as unknown as Message;
    await publish(unknown, cancelled('bad'));
    const letters = () => messaging.recordsOf(deadLetterTopic('x-stock'));
    await eventually(() =>
      expect(
        letters()
          .map(({ key }) => key)
          .sort(),
      ).toEqual(['bad', 'odd']),
    );
    expect(said.filter((line) => line === 'set aside to x-stock.dead-letter')).toHaveLength(2);
    const labels = `group="x-stock",topic="${read}"`;
    await eventually(() => measured(`consumer_dead_letters_total{${labels},reason="unreadable"} 1`));
    await eventually(() => measured(`consumer_dead_letters_total{${labels},reason="failed"} 1`));
    await measured(`consumer_failures_total{${labels}} 5`);
    await measured(`consumer_waits_total{${labels},why="retry"} 4`);
    await consumer.stop();
  });

  it('waits for its store as long as it takes', async () => {
    let away = true;
    let attempts = 0;
    const seen: Cancelled[] = [];
    const consumer = start(async (messages) => {
      attempts += 1;
      if (away) throw new Error('store away');
      seen.push(...messages);
    });
    await eventually(() => consumer.check());
    await publish(cancelled('a'));
    await eventually(() => expect(attempts).toBeGreaterThan(2));
    away = false;
    await eventually(() => expect(seen).toEqual([cancelled('a')]));
    await consumer.stop();
  });

  it('waits for the broker, says so, and can be stopped meanwhile', async () => {
    let asked = 0;
    const away = overMessaging(async () => {
      asked += 1;
      throw new Error('no broker');
    });
    const consumer = start(async () => undefined, away);
    await eventually(() => expect(asked).toBeGreaterThan(1));
    await expect(consumer.check()).rejects.toThrow('not in its group yet');
    await consumer.stop();
  });

  it('keeps no stop waiting for a broker that does not answer', async () => {
    const silent = overMessaging(() => new Promise(() => undefined));
    await start(async () => undefined, silent).stop();
  });
});
