import fc from 'fast-check';
import { decidePayment } from './decide-payment';
import { emptyPayment, netPaid, type Payment, type PendingOperation } from './payment';
import type { OperationResult, PaymentCommand } from './payment-command';
import { statusOf } from './payment-status';

const orderId = 'o1';

/** Answers as a provider does: one outcome for a key, however often it is asked, until it has said a final word. */
class Provider {
  readonly finals = new Map<string, { amount: number; kind: string; result: OperationResult }>();

  call({ key, amount, kind }: PendingOperation, wish: OperationResult['kind']): OperationResult {
    const known = this.finals.get(key);
    if (known) {
      expect({ amount, kind }).toEqual({ amount: known.amount, kind: known.kind });
      return known.result;
    }
    if (wish === 'failed') return { kind: 'failed', detail: 'timeout' };
    const result: OperationResult =
      wish === 'declined' && kind === 'charge' ? { kind: 'declined', detail: 'no' } : { kind: 'succeeded' };
    this.finals.set(key, { amount, kind, result });
    return result;
  }

  net(): number {
    return [...this.finals.values()]
      .filter(({ result }) => result.kind === 'succeeded')
      .reduce((sum, { kind, amount }) => sum + (kind === 'charge' ? amount : -amount), 0);
  }
}

type Step =
  | { step: 'message'; command: PaymentCommand }
  | { step: 'call'; wish: OperationResult['kind'] }
  | { step: 'late answer' };

/** Per revision one total and hold, as an order has it; the messages come in any order, some twice. */
const revisions = fc.array(fc.record({ total: fc.nat(1000), hold: fc.boolean() }), {
  minLength: 1,
  maxLength: 4,
});
const messagesOf = (all: { total: number; hold: boolean }[], closes: boolean): PaymentCommand[] => [
  ...all.flatMap(({ total, hold }, index): PaymentCommand[] => {
    const revision = index + 1;
    const terms = { currency: 'EUR', paymentMethod: 'card-ok' };
    const ask: PaymentCommand = { kind: 'ask-for', orderId, revision, total, hold, ...terms };
    return hold ? [ask, { kind: 'confirm', orderId, revision }] : [ask];
  }),
  ...(closes ? [{ kind: 'close', orderId } as const] : []),
];
const wish = fc.constantFrom<OperationResult['kind'][]>('succeeded', 'succeeded', 'declined', 'failed');
const scenario = fc.tuple(revisions, fc.boolean()).chain(([all, closes]) => {
  const messages = messagesOf(all, closes);
  const steps = messages.map((command): Step => ({ step: 'message', command }));
  const noise = fc.array(
    fc.oneof(
      fc.record({ step: fc.constant('message' as const), command: fc.constantFrom(...messages) }),
      fc.record({ step: fc.constant('call' as const), wish }),
      fc.constant({ step: 'late answer' as const }),
    ),
    { maxLength: 15 },
  );
  return fc.record({
    all: fc.constant(all),
    closes: fc.constant(closes),
    steps: noise.chain((more) =>
      fc.shuffledSubarray([...steps, ...more], { minLength: steps.length + more.length }),
    ),
  });
});

function play(steps: readonly Step[]) {
  const provider = new Provider();
  const events: string[] = [];
  let payment: Payment = emptyPayment(orderId);
  let lastAnswer: PaymentCommand | undefined;
  const apply = (command: PaymentCommand) => {
    const decision = decidePayment(command, payment);
    payment = decision.payment;
    events.push(...decision.events.map((event) => JSON.stringify(event)));
    expect(netPaid(payment)).toBeGreaterThanOrEqual(0);
  };
  const call = (wanted: OperationResult['kind']) => {
    if (!payment.pending) return;
    const result = provider.call(payment.pending, wanted);
    lastAnswer = { kind: 'record-result', orderId, operation: payment.pending, result };
    apply(lastAnswer);
  };
  for (const step of steps) {
    if (step.step === 'message') apply(step.command);
    else if (step.step === 'call') call(step.wish);
    else if (lastAnswer) apply(lastAnswer);
  }
  while (payment.pending) call('succeeded');
  return { payment, provider, events };
}

describe('a payment', () => {
  it('ends with exactly what the order owes, and the provider agrees', () => {
    fc.assert(
      fc.property(scenario, ({ all, closes, steps }) => {
        const { payment, provider } = play(steps);
        const last = all[all.length - 1];
        const declined = payment.declinedRevision === all.length;
        expect(provider.net()).toBe(netPaid(payment));
        if (closes) expect(netPaid(payment)).toBe(0);
        else if (!declined) expect(netPaid(payment)).toBe(last?.total);
        expect(statusOf(payment)).not.toBe('pending');
      }),
      { numRuns: 500 },
    );
  });

  it('tells each thing once', () => {
    fc.assert(
      fc.property(scenario, ({ steps }) => {
        const { events } = play(steps);
        const answers = events.filter((event) => !event.includes('refunded'));
        expect(new Set(answers).size).toBe(answers.length);
      }),
    );
  });
});
