import { z } from 'zod';
import { type ConfigError, readConfig, urlOf } from './config';
import { serviceSettings } from './service-settings';

const schema = z.object({ ...serviceSettings(3001), DATABASE_URL: urlOf('postgres', 'postgresql') });
const valid = { KAFKA_BROKERS: 'localhost:9092', DATABASE_URL: 'postgres://localhost/order' };

function faultsOf(environment: NodeJS.ProcessEnv): readonly string[] {
  try {
    readConfig(schema, environment);
    return [];
  } catch (error) {
    return (error as ConfigError).faults;
  }
}

describe('readConfig', () => {
  it('fills in defaults and reads lists', () => {
    const config = readConfig(schema, { ...valid, KAFKA_BROKERS: 'a:1, b:2' });
    expect(config).toMatchObject({
      PORT: 3001,
      HOST: '127.0.0.1',
      KAFKA_BROKERS: ['a:1', 'b:2'],
      TOPIC_PREFIX: '',
    });
  });

  it('names every variable that is missing or wrong', () => {
    const faults = faultsOf({ PORT: 'eighty', LOG_LEVEL: 'loud', DATABASE_URL: 'mysql://x' });
    expect(faults).toEqual([
      expect.stringMatching(/^PORT: /),
      expect.stringMatching(/^LOG_LEVEL: /),
      'KAFKA_BROKERS is not set',
      'DATABASE_URL: must be a URL such as postgres://host:port',
    ]);
  });

  it('treats an empty variable as not set', () => {
    expect(readConfig(schema, { ...valid, PORT: '' }).PORT).toBe(3001);
    expect(faultsOf({ ...valid, KAFKA_BROKERS: '' })).toEqual(['KAFKA_BROKERS is not set']);
  });

  it.each(['localhost', 'http://localhost:9092', 'a:1,,b:2'])('refuses %s as broker list', (brokers) => {
    expect(faultsOf({ ...valid, KAFKA_BROKERS: brokers })).toEqual([
      'KAFKA_BROKERS: must be host:port, several separated by commas',
    ]);
  });
});
