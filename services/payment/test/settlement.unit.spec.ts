import { eventually } from '@ordersaga/test-kit';
import type { PaymentTrigger } from '../src/application/payment-messages';
import type { PaymentGateway } from '../src/application/ports/payment-gateway';
import { reactToMessages } from '../src/application/react-to-messages';
import { RecoverySweep } from '../src/application/recovery-sweep';
import { Settlement, type SettlementSettings } from '../src/application/settlement';
import { SimulatedGateway } from '../src/adapters/outbound/gateways/simulated-gateway';
import type { OperationResult } from '../src/domain/payment-command';
import { InMemoryPaymentStore } from './in-memory-payment-store';

const settings: SettlementSettings = { timeoutMs: 10_000, concurrency: 2, graceMs: 50 };

let messages = 0;
const reserved = (orderId: string, paymentMethod = 'card-ok'): PaymentTrigger => ({
  id: `m${++messages}`,
  source: '/ordersaga/stock',
  subject: orderId,
  time: new Date(),
  correlationId: 'c',
  causationId: 'c',
  type: 'com.ordersaga.stock.reserved.v1',
  data: { orderId, revision: 1, total: 100, hold: false, currency: 'EUR', paymentMethod },
});

const cancelled = (orderId: string): PaymentTrigger => ({
  ...reserved(orderId),
  type: 'com.ordersaga.order.cancelled.v1',
  data: { orderId, revision: 1 },
});

/** Answers when it is told to. */
class HeldGateway implements PaymentGateway {
  readonly asked: string[] = [];
  private readonly waiting: (() => void)[] = [];

  charge({ key }: { key: string }): Promise<OperationResult> {
    this.asked.push(key);
    return new Promise((resolve) => this.waiting.push(() => resolve({ kind: 'succeeded' })));
  }

  refund(request: { key: string }): Promise<OperationResult> {
    return this.charge(request);
  }

  answer(count: number): void {
    for (const one of this.waiting.splice(0, count)) one();
  }
}

function build(gateway: PaymentGateway, more: Partial<SettlementSettings> = {}) {
  const store = new InMemoryPaymentStore();
  const unrecorded: unknown[] = [];
  const settlement: Settlement = new Settlement(
    store,
    gateway,
    { ...settings, ...more },
    {
      onDue: (at) => sweep.wakeAt(at),
      onUnrecorded: (error) => unrecorded.push(error),
    },
  );
  const sweep = new RecoverySweep({ store, settlement, logger: { warn: () => undefined }, everyMs: 10 });
  return { store, settlement, sweep, unrecorded, react: reactToMessages(store, settlement) };
}

describe('settling', () => {
  it('does not keep messages waiting for the provider', async () => {
    const gateway = new HeldGateway();
    const { react, store, settlement } = build(gateway);
    await react([reserved('a'), reserved('b'), reserved('c')]);
    expect(gateway.asked).toEqual(['a:1', 'b:1']);
    gateway.answer(2);
    await eventually(() => expect(gateway.asked).toEqual(['a:1', 'b:1', 'c:1']));
    gateway.answer(1);
    await eventually(() => expect(store.events).toHaveLength(3));
    await settlement.stop();
  });

  it('records answers that come in together in one transaction', async () => {
    const { react, store, settlement } = build(new SimulatedGateway(), { concurrency: 200 });
    await react(Array.from({ length: 100 }, (_, at) => reserved(`o${at}`)));
    await eventually(() => expect(store.events).toHaveLength(100));
    expect(store.transactions).toBe(2);
    await settlement.stop();
  });

  it('reads on when the provider never answers, and leaves to the sweep what there is no room for', async () => {
    const gateway = new HeldGateway();
    const { react, store, settlement, sweep } = build(gateway, { concurrency: 1, graceMs: 60_000 });
    const orders = (from: number, to: number) =>
      Array.from({ length: to - from }, (_, at) => reserved(`o${from + at}`));
    await react(orders(0, 16));
    await react(orders(16, 40));
    await react([cancelled('o0')]);
    expect(gateway.asked).toEqual(['o0:1']);
    expect(store.payments.get('o0')?.closed).toBe(true);
    const due = [...store.payments.values()].filter(({ retryAt }) => retryAt && retryAt <= new Date());
    expect(due.map(({ orderId }) => orderId)).toEqual(orders(16, 40).map(({ subject }) => subject));
    await eventually(() => {
      gateway.answer(1);
      expect([...store.payments.values()].filter(({ charged }) => charged === 100)).toHaveLength(40);
      expect(store.payments.get('o0')?.refunded).toBe(100);
    });
    await sweep.stop();
    await settlement.stop();
  });

  it('takes nothing up that it has no room for: others may have', async () => {
    const gateway = new HeldGateway();
    const { react, store, settlement, sweep } = build(gateway, { concurrency: 1 });
    await react(Array.from({ length: 16 }, (_, at) => reserved(`o${at}`)));
    await react([reserved('left')]);
    const { retryAt } = store.payments.get('left') ?? {};
    sweep.start();
    await sweep.stop();
    expect(store.payments.get('left')?.retryAt).toEqual(retryAt);
    const stopped = settlement.stop();
    gateway.answer(1);
    await stopped;
  });

  it('asks again under the same key when an answer could not be recorded', async () => {
    const gateway = new HeldGateway();
    const { react, store, settlement, sweep, unrecorded } = build(gateway);
    await react([reserved('a')]);
    store.failNext = new Error('the database is away');
    gateway.answer(1);
    await eventually(() => expect(unrecorded).toHaveLength(1));
    expect(store.payments.get('a')?.pending?.key).toBe('a:1');
    sweep.start();
    await eventually(() => expect(gateway.asked).toEqual(['a:1', 'a:1']));
    gateway.answer(1);
    await eventually(() => expect(store.payments.get('a')?.charged).toBe(100));
    await sweep.stop();
    await settlement.stop();
  });

  it('does not ask again for what it is asking already', async () => {
    const gateway = new HeldGateway();
    const { react, store, settlement } = build(gateway);
    await react([reserved('a')]);
    const later = new Date(Date.now() + 60_000);
    settlement.take(await store.takeDueOperations(later, later, 10));
    expect(gateway.asked).toEqual(['a:1']);
    gateway.answer(1);
    await settlement.stop();
    expect(store.payments.get('a')?.charged).toBe(100);
  });

  it('does not miss the next try when it is taken up before this instance has seen the last one recorded', async () => {
    const { react, store, settlement } = build(new SimulatedGateway());
    // Another instance takes it up in the moment between the commit and its return.
    const transaction = store.transaction.bind(store);
    let taken = false;
    store.transaction = async (work) => {
      const result = await transaction(work);
      if (store.payments.get('a')?.pending?.failures === 1 && !taken) {
        const later = new Date(Date.now() + 60_000);
        taken = true;
        settlement.take(await store.takeDueOperations(later, later, 10));
      }
      return result;
    };
    await react([reserved('a', 'card-flaky')]);
    await eventually(() => expect(store.payments.get('a')?.pending?.failures).toBe(2));
    await settlement.stop();
  });

  it('tries again what failed in passing, as often as it takes', async () => {
    const { react, store, settlement, sweep } = build(new SimulatedGateway());
    sweep.start();
    await react([reserved('a', 'card-flaky')]);
    await eventually(() => expect(store.payments.get('a')?.charged).toBe(100));
    expect(store.attempts.map(({ result }) => result)).toEqual(['failed', 'failed', 'succeeded']);
    await sweep.stop();
    await settlement.stop();
  });

  it('stops after the calls under way, and leaves the rest pending', async () => {
    const gateway = new HeldGateway();
    const { react, store, settlement } = build(gateway);
    await react([reserved('a'), reserved('b'), reserved('c')]);
    const stopped = settlement.stop();
    gateway.answer(2);
    await stopped;
    expect(gateway.asked).toEqual(['a:1', 'b:1']);
    expect(store.events).toHaveLength(2);
    expect(store.payments.get('c')?.pending?.key).toBe('c:1');
  });
});
