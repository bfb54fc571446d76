import { inspect } from 'node:util';
import { readPaymentConfig } from './config';

const fine = { DATABASE_URL: 'postgres://localhost/payment', KAFKA_BROKERS: 'localhost:9092' };

describe('the settings of Payment', () => {
  it('need a database and brokers, and have defaults for the rest', () => {
    expect(readPaymentConfig(fine)).toMatchObject({ PORT: 3003, PAYMENT_GATEWAY: 'simulated' });
  });

  it('are refused with every fault named', () => {
    const read = () =>
      readPaymentConfig({
        KAFKA_BROKERS: 'nowhere',
        PAYMENT_GATEWAY: 'piggy-bank',
        GATEWAY_CONCURRENCY: '0',
      });
    for (const name of ['DATABASE_URL', 'KAFKA_BROKERS', 'PAYMENT_GATEWAY', 'GATEWAY_CONCURRENCY'])
      expect(read).toThrow(name);
  });

  it('name the key that Stripe needs, beside every other fault', () => {
    const read = () => readPaymentConfig({ KAFKA_BROKERS: 'nowhere', PAYMENT_GATEWAY: 'stripe' });
    for (const fault of ['STRIPE_SECRET_KEY is not set', 'KAFKA_BROKERS', 'DATABASE_URL'])
      expect(read).toThrow(fault);
  });

  it('keep the key to themselves', () => {
    const key = 'sk_test_betrayed';
    const config = readPaymentConfig({ ...fine, PAYMENT_GATEWAY: 'stripe', STRIPE_SECRET_KEY: key });
    expect(config.STRIPE_SECRET_KEY?.reveal()).toBe(key);
    expect(inspect(config, { showHidden: true, depth: 10 }) + JSON.stringify(config)).not.toContain(
      'betrayed',
    );
  });

  it.each(['pk_test_betrayed', 'sk_test betrayed', 'betrayed'])('refuse %s as a key, unseen', (key) => {
    const read = () => readPaymentConfig({ ...fine, PAYMENT_GATEWAY: 'stripe', STRIPE_SECRET_KEY: key });
    expect(read).toThrow('STRIPE_SECRET_KEY: must be a secret or restricted key');
    expect(read).not.toThrow('betrayed');
  });

  it('leave a call its time before anyone takes it for lost', () => {
    expect(readPaymentConfig({ ...fine, GATEWAY_TIMEOUT_MS: '8000' }).SETTLEMENT_GRACE_MS).toBe(12_000);
    const read = () => readPaymentConfig({ ...fine, SETTLEMENT_GRACE_MS: '5000' });
    expect(read).toThrow('SETTLEMENT_GRACE_MS: must be more than');
  });
});
