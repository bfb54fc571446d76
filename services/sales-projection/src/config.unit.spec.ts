import { ConfigError } from '@ordersaga/service-runtime';
import { readSalesProjectionConfig } from './config';

const needed = { KAFKA_BROKERS: '127.0.0.1:9092', REDIS_URL: 'redis://127.0.0.1:6379' };

describe('the settings of the sales projection', () => {
  it('have the defaults of the contract', () => {
    expect(readSalesProjectionConfig(needed)).toMatchObject({
      PORT: 3004,
      REDIS_URL: ['redis://127.0.0.1:6379'],
      REDIS_KEY_PREFIX: '',
      REDIS_WAIT_REPLICAS: 0,
    });
  });

  it('take the nodes of a cluster', () => {
    const urls = ['redis://a:6379', 'redis://b:6380'];
    expect(readSalesProjectionConfig({ ...needed, REDIS_URL: urls.join(', ') }).REDIS_URL).toEqual(urls);
  });

  it.each([
    ['REDIS_URL', ''],
    ['REDIS_URL', '127.0.0.1:6379'],
    ['REDIS_URL', 'redis://a:6379,http://b'],
    ['REDIS_KEY_PREFIX', 'a{b}'],
    ['REDIS_WAIT_REPLICAS', '-1'],
    ['REDIS_WAIT_REPLICAS', 'all'],
    ['KAFKA_BROKERS', ''],
  ])('name %s when it is %j', (name, value) => {
    expect(() => readSalesProjectionConfig({ ...needed, [name]: value })).toThrow(ConfigError);
    expect(() => readSalesProjectionConfig({ ...needed, [name]: value })).toThrow(name);
  });
});
