import { ConfigError, readConfig } from '@ordersaga/service-runtime';
import { successRateProjectionSettings } from './config';

const needed = { KAFKA_BROKERS: '127.0.0.1:9092', MONGO_URL: 'mongodb://127.0.0.1:27017' };
const read = (environment: NodeJS.ProcessEnv) => readConfig(successRateProjectionSettings, environment);

describe('the settings of the success-rate projection', () => {
  it('have the defaults of the contract', () => {
    expect(read(needed)).toMatchObject({ PORT: 3005, MONGO_DATABASE: 'ordersaga' });
  });

  it('take the hosts of a replica set', () => {
    const url = 'mongodb://a:27017,b:27017/?replicaSet=rs0';
    expect(read({ ...needed, MONGO_URL: url }).MONGO_URL).toBe(url);
  });

  it.each([
    ['MONGO_URL', ''],
    ['MONGO_URL', 'postgres://127.0.0.1'],
    ['MONGO_DATABASE', 'a/b'],
    ['KAFKA_BROKERS', 'kafka'],
  ])('name %s when it is %j', (name, value) => {
    expect(() => read({ ...needed, [name]: value })).toThrow(ConfigError);
    expect(() => read({ ...needed, [name]: value })).toThrow(name);
  });
});
