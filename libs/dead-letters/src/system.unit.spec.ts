import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NoSystemError } from '@ordersaga/running-system';
import { UsageError } from './errors';
import { systemOfDocument, systemOfEnvironment } from './system';

describe('the system of the environment', () => {
  it('is none when neither outboxes nor brokers are named', () => {
    expect(systemOfEnvironment({ TOPIC_PREFIX: 'x-', OUTBOXES: '' })).toBeUndefined();
  });

  it('has what is named, hosts with commas included', () => {
    const outboxes = 'order=postgres://u:p@a:1,b:2/order,stock=postgresql://a/stock';
    expect(systemOfEnvironment({ OUTBOXES: outboxes, KAFKA_BROKERS: 'a:1,b:2', TOPIC_PREFIX: 'x-' })).toEqual(
      {
        outboxes: [
          { name: 'order', url: 'postgres://u:p@a:1,b:2/order' },
          { name: 'stock', url: 'postgresql://a/stock' },
        ],
        kafka: { brokers: ['a:1', 'b:2'] },
        prefix: 'x-',
      },
    );
    expect(systemOfEnvironment({ KAFKA_BROKERS: 'a:1' })).toMatchObject({ outboxes: [], prefix: '' });
    expect(systemOfEnvironment({ OUTBOXES: 'a=postgres://h/d' })?.kafka).toBeUndefined();
  });

  it('tells what is wrong with it, and no password', () => {
    const wrong = () => systemOfEnvironment({ OUTBOXES: 'order:postgres://u:secret@a/order' });
    expect(wrong).toThrow(UsageError);
    expect(wrong).toThrow(/^OUTBOXES must be name=postgres:\/\/…, several separated by commas$/);
    expect(() => systemOfEnvironment({ KAFKA_BROKERS: 'nowhere' })).toThrow(
      /KAFKA_BROKERS: must be host:port/,
    );
  });
});

describe('the system of a document', () => {
  const folder = mkdtempSync(join(tmpdir(), 'dead-letters-'));
  const path = join(folder, 'stack.json');
  afterAll(() => rmSync(folder, { recursive: true }));
  const write = (document: unknown): void => writeFileSync(path, JSON.stringify(document));

  it('has the outboxes of the services and Kafka, under its prefix', () => {
    const components = { kafka: { url: 'k:1' }, postgres: { url: 'postgres://u:p@h:5/postgres' } };
    write({ prefix: 'x-', components });
    const names = ['order', 'stock', 'payment'];
    expect(systemOfDocument(path, {})).toEqual({
      outboxes: names.map((name) => ({ name, url: `postgres://u:p@h:5/ordersaga_x_${name}` })),
      kafka: { brokers: ['k:1'] },
      prefix: 'x-',
    });
  });

  it('says itself how Kafka is reached, if it does', () => {
    const kafka = { url: 'k:1', environment: { KAFKA_TLS: 'true' } };
    write({ components: { kafka, postgres: { url: 'postgres://h/x' } } });
    const login = { KAFKA_SASL_MECHANISM: 'plain', KAFKA_SASL_USERNAME: 'u', KAFKA_SASL_PASSWORD: 'p' };
    expect(systemOfDocument(path, { ...login, KAFKA_TLS: 'false' }).kafka).toEqual({
      ...{ brokers: ['k:1'], tls: {} },
      sasl: { mechanism: 'plain', username: 'u', password: 'p' },
    });
  });

  it('is told when it can not be used', () => {
    write({ components: { postgres: { url: 'postgres://h/x' } } });
    expect(() => systemOfDocument(path, {})).toThrow(/does not tell the url of kafka/);
    writeFileSync(path, '{');
    expect(() => systemOfDocument(path, {})).toThrow(/is no JSON/);
    expect(() => systemOfDocument(`${path}.absent`, {})).toThrow(NoSystemError);
    expect(() => systemOfDocument(`${path}.absent`, {})).toThrow(/no system is running: .*npm start/);
  });
});
