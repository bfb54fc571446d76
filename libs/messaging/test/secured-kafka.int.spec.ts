import { readFileSync } from 'node:fs';
import { readKafkaConnection, type KafkaConnection, type KafkaLogin } from '@ordersaga/service-runtime';
import {
  eventually,
  freshPrefix,
  securedStackRuns,
  stack,
  startSecuredStack,
  type SecuredStack,
} from '@ordersaga/test-kit';
import { createMessaging, type Logger, type Messaging } from '../src';

jest.setTimeout(120_000);

/** A logger that keeps every line. */
function keeping(lines: string[]): Logger {
  const keep = (fields: object, message: string) => {
    const { err } = fields as { err?: Error };
    lines.push(JSON.stringify({ ...fields, err: err?.message, stack: err?.stack, message }));
  };
  return { debug: keep, info: keep, warn: keep, error: keep };
}

(securedStackRuns(['kafka']) ? describe : describe.skip)('a Kafka that wants TLS and a log-in', () => {
  let secured: SecuredStack;
  let right: KafkaConnection & { readonly sasl: KafkaLogin };
  let messaging: Messaging | undefined;
  let lines: string[];

  const connect = (connection: KafkaConnection): Messaging => {
    messaging = createMessaging({ ...connection, clientId: 'secured', logger: keeping(lines) });
    return messaging;
  };
  const without = (part: 'tls' | 'sasl'): KafkaConnection => {
    const { [part]: _left, ...rest } = right;
    return rest;
  };
  const wrongPassword = (): KafkaConnection => ({
    ...right,
    sasl: { ...right.sasl, password: 'not-this-one' },
  });

  beforeAll(async () => {
    secured = await startSecuredStack(['kafka']);
    const { url, environment } = secured.components.kafka;
    const connection = readKafkaConnection({ KAFKA_BROKERS: url, ...environment });
    right = { ...connection, sasl: connection.sasl as KafkaLogin };
  });
  afterAll(() => secured?.stop());
  beforeEach(() => (lines = []));
  afterEach(() => messaging?.close());

  it.each(['plain', 'scram-sha-256', 'scram-sha-512'] as const)(
    'takes and gives messages over %s',
    async (mechanism) => {
      const it = connect({ ...right, sasl: { ...right.sasl, mechanism } });
      const topic = freshPrefix('secured') + 'notes';
      const deadLetterTopic = `${topic}.dead-letter`;
      await it.ensureTopics([{ topic }, { topic: deadLetterTopic }]);
      const seen: (string | null)[] = [];
      const consumer = it.consumer({
        ...{ groupId: `${topic}-group`, topics: [topic], deadLetterTopic },
        decode: (record) => record,
        handle: (records) => Promise.resolve(void seen.push(...records.map(({ key }) => key))),
      });
      await consumer.start();
      const publisher = it.publisher();
      // A broker that was just told of a topic may not lead it yet.
      await eventually(() => publisher.publish([{ topic, key: 'k', headers: {}, value: 'v' }]));
      await eventually(() => expect(seen).toContain('k'));
      await expect(it.check()).resolves.toBeUndefined();
    },
  );

  it.each<[what: string, connection: () => KafkaConnection, todo: RegExp]>([
    [
      'a CA that has not signed its certificate',
      () => ({ ...right, tls: { ...right.tls, ca: readFileSync(secured.files.strangerCa, 'utf8') } }),
      /not signed by a CA we trust; check KAFKA_TLS_CA_FILE/,
    ],
    ['no certificate of ours', () => ({ ...right, tls: { ca: right.tls?.ca ?? '' } }), /KAFKA_TLS_CERT_FILE/],
    ['no TLS', () => without('tls'), /check KAFKA_TLS/],
    ['no log-in', () => without('sasl'), /check .*KAFKA_SASL_MECHANISM/],
    ['a wrong password', wrongPassword, /check KAFKA_SASL_USERNAME, KAFKA_SASL_PASSWORD/],
    [
      'a wrong password over plain',
      () => ({ ...right, sasl: { ...right.sasl, mechanism: 'plain', password: 'not-this-one' } }),
      /check KAFKA_SASL_USERNAME, KAFKA_SASL_PASSWORD/,
    ],
    [
      'TLS for a listener that is plain',
      () => ({ ...right, brokers: stack().kafka.split(',') }),
      /does not speak TLS; check the port/,
    ],
  ])('with %s is not reached, and what to do is told', async (_what, connection, todo) => {
    await expect(connect(connection()).check()).rejects.toMatchObject({
      code: 'broker-unavailable',
      message: expect.stringMatching(todo) as string,
    });
  });

  it('that refuses a log-in is not waited for in silence, and no password is told', async () => {
    const it = connect(wrongPassword());
    const told = /check KAFKA_SASL_USERNAME, KAFKA_SASL_PASSWORD/;
    await expect(it.ensureTopics([{ topic: 'notes' }], { deadlineMs: 1_000 })).rejects.toThrow(told);
    const publishing = it.publisher().publish([{ topic: 'notes', key: 'k', headers: {}, value: 'v' }]);
    await expect(publishing).rejects.toThrow(told);
    const consumer = it.consumer({
      ...{ groupId: 'nobody', topics: ['notes'], deadLetterTopic: 'notes.dead-letter' },
      decode: (record) => record,
      handle: () => Promise.resolve(),
    });
    void consumer.start();
    await eventually(() => {
      expect(consumer.health().detail).toMatch(told);
      expect(lines.filter((line) => line.includes('consumer is rebuilt')).join()).toMatch(told);
    });
    expect(lines.join()).not.toContain('not-this-one');
  });
});
