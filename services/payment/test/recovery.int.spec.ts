import { inboxMigrations } from '@ordersaga/inbox';
import { outboxMigrations } from '@ordersaga/outbox';
import { migrate } from '@ordersaga/postgres';
import { eventually } from '@ordersaga/test-kit';
import { openEntityStore } from '@ordersaga/unit-of-work';
import { paymentMigrations } from '../src/adapters/outbound/postgres/migrations';
import { attemptEntity, paymentEntity } from '../src/adapters/outbound/postgres/payment-entities';
import { paymentOutbox } from '../src/adapters/outbound/postgres/payment-outbox';
import { PostgresPaymentStore } from '../src/adapters/outbound/postgres/postgres-payment-store';
import type { PaymentTrigger } from '../src/application/payment-messages';
import type { PaymentGateway } from '../src/application/ports/payment-gateway';
import { reactToMessages } from '../src/application/react-to-messages';
import { Settlement } from '../src/application/settlement';
import type { OperationResult } from '../src/domain/payment-command';
import { cancelled, openPayment, reserved, show } from './payment-under-test';

jest.setTimeout(90_000);

/** Remembers keys as a provider does, and answers when it is let. */
class SlowProvider implements PaymentGateway {
  readonly moved = new Map<string, number>();
  readonly calls: string[] = [];
  private answers: (() => void)[] = [];
  private slow = true;

  charge({ key, amount }: { key: string; amount: number }): Promise<OperationResult> {
    this.calls.push(key);
    this.moved.set(key, amount);
    return this.answer();
  }

  refund({ key, amount }: { key: string; amount: number }): Promise<OperationResult> {
    this.calls.push(key);
    this.moved.set(key, -amount);
    return this.answer();
  }

  answerAll(): void {
    this.slow = false;
    for (const answer of this.answers.splice(0)) answer();
  }

  private async answer(): Promise<OperationResult> {
    if (this.slow) await new Promise<void>((resolve) => this.answers.push(resolve));
    return { kind: 'succeeded' };
  }
}

/** Long enough for a slow machine, short enough not to wait for. */
const timing = { GATEWAY_TIMEOUT_MS: '20000', SETTLEMENT_GRACE_MS: '60000' };

describe('a payment whose instance', () => {
  let payment: Awaited<ReturnType<typeof openPayment>>;

  beforeEach(async () => {
    payment = await openPayment();
  });
  afterEach(() => payment.close());

  const told = async (orderId: string) => (await payment.announced(orderId)).map(({ type }) => type);

  /** Leaves the database as an instance does that dies right after it has stored what it is about to do. */
  async function dieBeforeCalling(messages: PaymentTrigger[], graceMs: number): Promise<void> {
    const connectionString = payment.databaseUrl;
    await migrate({ connectionString, modules: [inboxMigrations, outboxMigrations, paymentMigrations] });
    const entities = await openEntityStore({ connectionString, entities: [paymentEntity, attemptEntity] });
    const store = new PostgresPaymentStore(entities, paymentOutbox('topic'));
    const settlement = new Settlement(store, new SlowProvider(), { timeoutMs: 1, concurrency: 1, graceMs });
    settlement.take = () => {
      throw new Error('killed');
    };
    await expect(reactToMessages(store, settlement)(messages)).rejects.toThrow('killed');
    await entities.close();
  }

  it('died before the call is settled by the next one, though its messages count as done', async () => {
    const message = reserved('orphan', 500) as PaymentTrigger;
    await dieBeforeCalling([message], 50);
    const { url } = await payment.start();
    await payment.publish(message);
    await eventually(async () => expect((await show(url, 'orphan')).body.status).toBe('completed'));
    expect((await show(url, 'orphan')).body.attempts).toMatchObject([
      { key: 'orphan:1', result: 'succeeded' },
    ]);
    expect(await told('orphan')).toEqual(['completed']);
    const [completed] = await payment.announced('orphan');
    expect(completed?.headers).toMatchObject({
      correlationid: 'correlation-of-orphan',
      causationid: message.id,
    });
  });

  it('is slow is left alone for its time of grace', async () => {
    await dieBeforeCalling([reserved('graced', 500) as PaymentTrigger], 60_000);
    const { url } = await payment.start();
    await payment.publish(reserved('marker', 1));
    await eventually(async () => expect((await show(url, 'marker')).body.status).toBe('completed'));
    expect((await show(url, 'graced')).body).toMatchObject({
      status: 'pending',
      attempts: [{ key: 'graced:1', result: 'pending' }],
    });
  });

  it('is cut off while the provider works is charged once, whoever gets the answer', async () => {
    const provider = new SlowProvider();
    const { url } = await payment.start(provider, timing);
    await payment.publish(reserved('shared', 500));
    await eventually(() => expect(provider.calls).toEqual(['shared:1']), { within: 20_000 });
    // As if its time of grace were over: another instance takes it up, under the same key.
    await payment.start(provider, timing);
    await eventually(async () => {
      // The first one, should it be the one that looks, knows that it is at it.
      await payment.client.query(`UPDATE payments SET retry_at = now()`);
      expect(provider.calls).toEqual(['shared:1', 'shared:1']);
    });
    provider.answerAll();
    await eventually(async () => expect((await show(url, 'shared')).body.status).toBe('completed'));
    await payment.publish(reserved('shared', 600, { revision: 2 }));
    await eventually(async () => expect(await told('shared')).toEqual(['completed', 'completed']));
    expect((await show(url, 'shared')).body).toMatchObject({ charged: 600, refunded: 0 });
    expect([...provider.moved]).toEqual([
      ['shared:1', 500],
      ['shared:2', 100],
    ]);
  });

  it('waits for the provider while the order is cancelled gives everything back at once', async () => {
    const provider = new SlowProvider();
    const { url } = await payment.start(provider, timing);
    await payment.publish(reserved('crossing', 500));
    await eventually(() => expect(provider.calls).toHaveLength(1), { within: 20_000 });
    await payment.publish(cancelled('crossing'));
    await eventually(async () => {
      const { rows } = await payment.client.query('SELECT 1 FROM payments WHERE closed');
      expect(rows).toHaveLength(1);
    });
    expect((await show(url, 'crossing')).body.status).toBe('pending');
    provider.answerAll();
    await eventually(async () => expect((await show(url, 'crossing')).body.status).toBe('refunded'));
    expect([...provider.moved]).toEqual([
      ['crossing:1', 500],
      ['crossing:closed:refund', -500],
    ]);
    expect(await told('crossing')).toEqual(['refunded']);
  });

  it('has a provider that never answers still reads that an order is cancelled, however much is pending', async () => {
    const provider = new SlowProvider();
    await payment.start(provider, { ...timing, GATEWAY_CONCURRENCY: '1' });
    const orders = Array.from({ length: 60 }, (_, at) => `stuck-${at}`);
    await payment.publish(...orders.map((orderId) => reserved(orderId, 100)));
    // Orders that are read of as cancelled before they are reserved are charged nothing.
    await eventually(() => expect(provider.calls).toHaveLength(1));
    await payment.publish(...orders.map((orderId) => cancelled(orderId)));
    await eventually(async () => {
      const { rows } = await payment.client.query('SELECT FROM payments WHERE closed');
      expect(rows).toHaveLength(orders.length);
    });
    expect(provider.calls).toHaveLength(1);
    provider.answerAll();
    await eventually(async () => {
      const { rows } = await payment.client.query(
        'SELECT FROM payments WHERE charged = refunded AND pending IS NULL',
      );
      expect(rows).toHaveLength(orders.length);
    });
  });

  it('meets the end of an order at the very moment of its first charge loses neither', async () => {
    await Promise.all([payment.start(), payment.start()]);
    const orders = Array.from({ length: 60 }, (_, at) => `race-${at}`);
    await Promise.all([
      payment.publish(...orders.map((orderId) => reserved(orderId, 100))),
      payment.publish(...orders.map((orderId) => cancelled(orderId))),
    ]);
    await eventually(
      async () => {
        const { rows } = await payment.client.query(
          `SELECT 1 FROM payments WHERE closed AND charged = refunded AND pending IS NULL`,
        );
        expect(rows).toHaveLength(orders.length);
      },
      { within: 30_000 },
    );
  });
});
