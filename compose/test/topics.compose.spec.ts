import { fromWire, topics } from '@ordersaga/contracts';
import { readToEnd } from '@ordersaga/audit';
import { Kafka, logLevel, type KafkaMessage } from 'kafkajs';
import { describeComposed } from './composed';
import { Shop } from './shop';

describeComposed('the topics of the composed system, from this machine', (system) => {
  const shop = new Shop(system);
  const kafka = (): Kafka =>
    new Kafka({ clientId: 'compose-spec', brokers: [system.brokers], logLevel: logLevel.NOTHING });
  const product = `topic-${Date.now()}`;
  let orderId: string;

  beforeAll(async () => {
    await shop.sell(product, 5);
    ({ orderId } = await shop.place(product, 1));
    await shop.decided(orderId);
    await shop.allDecided(); // and so all of it was published
  }, 180_000);

  const recordsOf = async (topic: string, key: string): Promise<KafkaMessage[]> => {
    const found: KafkaMessage[] = [];
    await readToEnd(kafka(), topic, (records) => {
      found.push(...records.filter((record) => record.key?.toString() === key));
    });
    return found;
  };
  const headersOf = ({ headers }: KafkaMessage): Record<string, string> =>
    Object.fromEntries(Object.entries(headers ?? {}).map(([name, value]) => [name, String(value)]));

  it('have the partitions the services ask for, and no other broker than the one that is reached', async () => {
    const admin = kafka().admin();
    await admin.connect();
    try {
      const { brokers } = await admin.describeCluster();
      expect(brokers.map(({ host, port }) => `${host}:${port}`)).toEqual([system.brokers]);
      const { topics: found } = await admin.fetchTopicMetadata({ topics: Object.values(topics) });
      expect(found.map(({ partitions }) => partitions.length)).toEqual(Object.values(topics).map(() => 6));
    } finally {
      await admin.disconnect();
    }
  });

  it.each([
    [topics.orderDomainEvents, () => orderId, ['order.domain.placed', 'order.domain.completed']],
    [topics.orderIntegrationEvents, () => orderId, ['order.placed', 'order.completed']],
    [topics.stockIntegrationEvents, () => orderId, ['stock.reserved']],
    [topics.stockIntegrationEvents, () => product, ['product.cataloged']],
    [topics.paymentIntegrationEvents, () => orderId, ['payment.completed']],
  ] as const)(
    '%s: messages under their key, as CloudEvents, with JSON',
    async (topic, keyOf, kinds) => {
      const key = keyOf();
      const records = await recordsOf(topic, key);

      const types = records.map((record) => headersOf(record).ce_type ?? '');
      for (const kind of kinds)
        expect(types.filter((type) => type === `com.ordersaga.${kind}.v1`)).toHaveLength(1);
      for (const record of records) {
        const headers = headersOf(record);
        expect(headers).toMatchObject({
          ce_specversion: '1.0',
          ce_id: expect.stringMatching(/./) as string,
          ce_source: expect.stringMatching(/^\/ordersaga\//) as string,
          ce_subject: key,
          ce_time: expect.stringMatching(/^\d{4}-\d\d-\d\dT.+Z$/) as string,
          'content-type': 'application/json',
          correlationid: expect.stringMatching(/./) as string,
          causationid: expect.stringMatching(/./) as string,
        });
        expect(JSON.parse(record.value?.toString() ?? '')).toEqual(expect.any(Object));
        // As its schema has it, too.
        expect(fromWire({ key, headers, value: record.value }).subject).toBe(key);
      }
    },
    60_000,
  );
});
