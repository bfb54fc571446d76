import { ConfigError } from '@ordersaga/service-runtime';
import { readSuccessRateProjectionConfig } from './config';

const needed = { KAFKA_BROKERS: '127.0.0.1:9092', MONGO_URL: 'mongodb://127.0.0.1:27017' };

describe('the settings of the success-rate projection', () => {
  it('have the defaults of the contract', () => {
    expect(readSuccessRateProjectionConfig(needed)).toMatchObject({
      PORT: 3005,
      MONGO_DATABASE: 'ordersaga',
    });
  });

  it('take the hosts of a replica set', () => {
    const url = 'mongodb://a:27017,b:27017/?replicaSet=rs0';
    expect(readSuccessRateProjectionConfig({ ...needed, MONGO_URL: url }).MONGO_URL).toBe(url);
  });

  it.each([
    ['MONGO_URL', ''],
    ['MONGO_URL', 'postgres://127.0.0.1'],
    ['MONGO_DATABASE', 'a/b'],
    ['KAFKA_BROKERS', 'kafka'],
  ])('name %s when it is %j', (name, value) => {
    expect(() => readSuccessRateProjectionConfig({ ...needed, [name]: value })).toThrow(ConfigError);
    expect(() => readSuccessRateProjectionConfig({ ...needed, [name]: value })).toThrow(name);
  });
});
