import { readOrderConfig } from './config';

const needed = { DATABASE_URL: 'postgres://localhost/order', KAFKA_BROKERS: 'localhost:9092' };

describe('the time that orders have', () => {
  it('is a quarter of an hour to be confirmed and ten minutes to be decided', () => {
    expect(readOrderConfig(needed)).toMatchObject({ HOLD_TIME_MS: 900_000, SAGA_TIME_LIMIT_MS: 600_000 });
  });

  it('can be set', () => {
    const set = { ...needed, HOLD_TIME_MS: '1', SAGA_TIME_LIMIT_MS: '31536000000' };
    expect(readOrderConfig(set)).toMatchObject({ HOLD_TIME_MS: 1, SAGA_TIME_LIMIT_MS: 31_536_000_000 });
  });

  it.each(['0', '-1', '1.5', 'soon', '15m', '31536000001', 'Infinity'])('cannot be %p', (wrong) => {
    const set = { ...needed, HOLD_TIME_MS: wrong, SAGA_TIME_LIMIT_MS: wrong };
    expect(() => readOrderConfig(set)).toThrow(/HOLD_TIME_MS: must be .*\n.*SAGA_TIME_LIMIT_MS: must be /);
  });
});
