import { readStockConfig } from './config';

const fine = { DATABASE_URL: 'postgres://localhost/stock', KAFKA_BROKERS: 'localhost:9092' };

describe('the settings of Stock', () => {
  it('need a database and brokers, and have defaults for the rest', () => {
    expect(readStockConfig(fine)).toMatchObject({
      PORT: 3002,
      HOST: '127.0.0.1',
      CURRENCY: 'EUR',
      TOPIC_PREFIX: '',
    });
  });

  it('are refused with every fault named', () => {
    const read = () => readStockConfig({ KAFKA_BROKERS: 'nowhere', PORT: '99999', CURRENCY: 'euro' });
    for (const name of ['DATABASE_URL', 'KAFKA_BROKERS', 'PORT', 'CURRENCY']) expect(read).toThrow(name);
  });
});
