import { Namespace } from './namespace';
import { services } from './topology';

const backing = {
  kafka: '127.0.0.1:9092',
  postgres: 'postgres://user:secret@127.0.0.1:5432/postgres',
  redis: 'redis://127.0.0.1:6379',
  mongo: 'mongodb://127.0.0.1:27017',
};
const environmentOf = (namespace: Namespace, name: string): Record<string, string> => {
  const spec = services.find((service) => service.name === name);
  if (!spec) throw new Error(`no service ${name}`);
  return namespace.environmentOf(spec);
};

describe('a namespace', () => {
  it('gives every owner of an outbox a database, and the relay all of them', () => {
    const namespace = new Namespace(backing);
    const databases = ['order', 'stock', 'payment'].map(
      (name) => environmentOf(namespace, name).DATABASE_URL,
    );
    expect(new Set(databases).size).toBe(3);
    const outboxes = environmentOf(namespace, 'message-relay').OUTBOXES?.split(',');
    expect(outboxes).toEqual(['order', 'stock', 'payment'].map((name, i) => `${name}=${databases[i]}`));
  });

  it('keeps two systems on the same servers apart everywhere', () => {
    const [one, other] = [new Namespace(backing, 'a-'), new Namespace(backing, 'b-')];
    for (const { name } of services) expect(environmentOf(one, name)).not.toEqual(environmentOf(other, name));
    expect(environmentOf(one, 'sales-projection').REDIS_KEY_PREFIX).toBe('a-');
    expect(environmentOf(one, 'success-rate-projection').MONGO_DATABASE).toBe('a-ordersaga');
    expect(environmentOf(one, 'order').DATABASE_URL).toMatch(/\/ordersaga_a_order$/);
  });
});
