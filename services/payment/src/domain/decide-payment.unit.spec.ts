import { decidePayment } from './decide-payment';
import { emptyPayment, type Payment, type PendingOperation } from './payment';
import type { AskFor, OperationResult, PaymentCommand } from './payment-command';
import type { PaymentEvent } from './payment-event';

const orderId = 'o1';
const fresh = emptyPayment(orderId);
const succeeded: OperationResult = { kind: 'succeeded' };

const askFor = (revision: number, total: number, hold = false): AskFor => ({
  kind: 'ask-for',
  orderId,
  revision,
  total,
  hold,
  currency: 'EUR',
  paymentMethod: 'card-ok',
});
const confirm = (revision: number): PaymentCommand => ({ kind: 'confirm', orderId, revision });
const close: PaymentCommand = { kind: 'close', orderId };
const operation = (
  kind: 'charge' | 'refund',
  key: string,
  amount: number,
  revision: number,
  failures = 0,
): PendingOperation => ({ kind, key, amount, revision, paymentMethod: 'card-ok', failures });
const completed = (revision: number, charged: number): PaymentEvent => ({
  type: 'com.ordersaga.payment.completed.v1',
  data: { orderId, revision, charged, currency: 'EUR' },
});
const refunded = (amount: number): PaymentEvent => ({
  type: 'com.ordersaga.payment.refunded.v1',
  data: { orderId, amount, currency: 'EUR' },
});

/** A command, or the provider's answer to whatever is pending by then. */
type Step = PaymentCommand | OperationResult;

function toCommand(step: Step, payment: Payment): PaymentCommand {
  if ('orderId' in step) return step;
  if (!payment.pending) throw new Error('nothing is pending');
  return { kind: 'record-result', orderId, operation: payment.pending, result: step };
}

function given(...steps: Step[]) {
  const run = (payment: Payment, step: Step) => decidePayment(toCommand(step, payment), payment);
  const before = steps.reduce((payment, step) => run(payment, step).payment, fresh);
  return { before, when: (step: Step) => run(before, step) };
}

describe('charging', () => {
  it('plans a charge under the key of order and revision once stock is reserved', () => {
    const { payment, events } = given().when(askFor(1, 500));
    expect(payment.pending).toEqual(operation('charge', 'o1:1', 500, 1));
    expect(events).toEqual([]);
  });

  it('completes when the charge went through', () => {
    const { payment, events } = given(askFor(1, 500)).when({ kind: 'succeeded', reference: 'ch_1' });
    expect(payment).toMatchObject({ charged: 500, pending: null });
    expect(payment.charges).toEqual([{ key: 'o1:1', amount: 500, reference: 'ch_1' }]);
    expect(events).toEqual([completed(1, 500)]);
  });

  it('completes a total of zero without any call', () => {
    const { payment, events } = given().when(askFor(1, 0));
    expect(payment.pending).toBeNull();
    expect(events).toEqual([completed(1, 0)]);
  });

  it('tells a decline, and is ready for a new revision', () => {
    const { before, when } = given(askFor(1, 500), { kind: 'declined', detail: 'no funds' });
    expect(before).toMatchObject({ charged: 0, pending: null, declinedRevision: 1 });
    expect(when(askFor(2, 600)).payment.pending).toEqual(operation('charge', 'o1:2', 600, 2));
    expect(given(askFor(1, 500)).when({ kind: 'declined', detail: 'no funds' }).events).toEqual([
      {
        type: 'com.ordersaga.payment.declined.v1',
        data: { orderId, revision: 1, detail: 'no funds' },
      },
    ]);
  });

  it('keeps an operation that failed in passing pending, and counts the failure', () => {
    const { payment, events } = given(askFor(1, 500)).when({ kind: 'failed', detail: 'timeout' });
    expect(payment.pending).toEqual(operation('charge', 'o1:1', 500, 1, 1));
    expect(events).toEqual([]);
  });
});

describe('another revision', () => {
  it('charges the difference when the total has grown', () => {
    const { payment } = given(askFor(1, 500), succeeded).when(askFor(2, 800));
    expect(payment.pending).toEqual(operation('charge', 'o1:2', 300, 2));
  });

  it('refunds the difference when the total has shrunk', () => {
    const { before, when } = given(askFor(1, 500), succeeded, askFor(2, 200));
    expect(before.pending).toEqual(operation('refund', 'o1:2:refund', 300, 2));
    expect(when(succeeded).events).toEqual([refunded(300), completed(2, 200)]);
  });

  it('completes at once when the total is the same', () => {
    expect(given(askFor(1, 500), succeeded).when(askFor(2, 500)).events).toEqual([completed(2, 500)]);
  });

  it('waits for the operation under way, then moves on to the newest total', () => {
    const { before, when } = given(askFor(1, 500), askFor(2, 800));
    expect(before.pending?.key).toBe('o1:1');
    const { payment, events } = when(succeeded);
    expect(payment.pending).toEqual(operation('charge', 'o1:2', 300, 2));
    expect(events).toEqual([]);
  });

  it('does not tell the decline of a revision that is no longer asked for', () => {
    const { payment, events } = given(askFor(1, 500), askFor(2, 400)).when({ kind: 'declined', detail: 'x' });
    expect(events).toEqual([]);
    expect(payment.pending).toEqual(operation('charge', 'o1:2', 400, 2));
  });

  it.each([1, 2])('takes no notice of revision %i after the second', (revision) => {
    const { before, when } = given(askFor(2, 500), succeeded);
    expect(when(askFor(revision, 900)).payment).toBe(before);
  });
});

describe('a held order', () => {
  it('is charged once it is confirmed', () => {
    const { before, when } = given(askFor(1, 500, true));
    expect(before.pending).toBeNull();
    expect(when(confirm(1)).payment.pending?.key).toBe('o1:1');
  });

  it('is charged once its stock is reserved, when the confirmation came first', () => {
    expect(given(confirm(1)).when(askFor(1, 500, true)).payment.pending?.key).toBe('o1:1');
  });

  it('waits for the confirmation of the revision that is reserved', () => {
    const { before, when } = given(askFor(1, 500, true), confirm(2));
    expect(before.pending).toBeNull();
    expect(when(askFor(2, 700, true)).payment.pending).toEqual(operation('charge', 'o1:2', 700, 2));
  });

  it('takes no notice of a confirmation that comes twice', () => {
    const { before, when } = given(askFor(1, 500, true), confirm(1), succeeded);
    expect(when(confirm(1)).payment).toBe(before);
  });
});

describe('a closed order', () => {
  it('is never charged by a late reservation', () => {
    const { before, when } = given(close);
    expect(when(askFor(1, 500)).payment).toBe(before);
    expect(when(confirm(1)).payment).toBe(before);
  });

  it('gets back what it has paid', () => {
    const { before, when } = given(askFor(1, 500), succeeded, askFor(2, 700), succeeded, close);
    expect(before.pending).toEqual(operation('refund', 'o1:closed:refund', 700, 2));
    const { payment, events } = when(succeeded);
    expect(payment).toMatchObject({ charged: 700, refunded: 700, pending: null });
    expect(events).toEqual([refunded(700)]);
  });

  it('gets back a charge that was under way when it was closed', () => {
    const { before, when } = given(askFor(1, 500), close);
    expect(before.pending?.key).toBe('o1:1');
    const { payment, events } = when(succeeded);
    expect(payment.pending).toEqual(operation('refund', 'o1:closed:refund', 500, 1));
    expect(events).toEqual([]);
  });

  it('hears nothing of a decline that came after', () => {
    const { payment, events } = given(askFor(1, 500), close).when({ kind: 'declined', detail: 'x' });
    expect(payment.pending).toBeNull();
    expect(events).toEqual([]);
  });

  it('is owed the rest of a refund under another key than the one that lowered its total', () => {
    const { before, when } = given(askFor(1, 500), succeeded, askFor(2, 200), close);
    expect(before.pending).toEqual(operation('refund', 'o1:2:refund', 300, 2));
    expect(when(succeeded).payment.pending).toEqual(operation('refund', 'o1:closed:refund', 200, 2));
  });

  it('is owed a refund even if the provider refuses it', () => {
    const { payment } = given(askFor(1, 500), succeeded, close).when({ kind: 'declined', detail: 'no' });
    expect(payment.pending).toMatchObject({ key: 'o1:closed:refund', failures: 1 });
  });
});

describe('an answer of the provider', () => {
  const record = (of: PendingOperation, result: OperationResult): PaymentCommand => ({
    kind: 'record-result',
    orderId,
    operation: of,
    result,
  });

  it('is entered once, whoever else got it too', () => {
    const { before, when } = given(askFor(1, 500), succeeded);
    expect(when(record(operation('charge', 'o1:1', 500, 1), succeeded)).payment).toBe(before);
  });

  it('counts a passing failure once, when two instances saw the same try fail', () => {
    const { before, when } = given(askFor(1, 500), { kind: 'failed', detail: 'timeout' });
    const again = record(operation('charge', 'o1:1', 500, 1), { kind: 'failed', detail: 'timeout' });
    expect(when(again).payment).toBe(before);
  });

  it('is believed when it is final, whichever try it belongs to', () => {
    const { when } = given(askFor(1, 500), { kind: 'failed', detail: 'timeout' });
    expect(when(record(operation('charge', 'o1:1', 500, 1), succeeded)).payment.charged).toBe(500);
  });
});
