import type {
  ChargeRequest,
  PaymentGateway,
  RefundRequest,
} from '../../../application/ports/payment-gateway';
import type { OperationResult } from '../../../domain/payment-command';

/** A way to pay, by what it answers to the nth try of a charge. */
type Method = (attempt: number) => OperationResult;

const methods = new Map<string, Method>([
  ['card-ok', () => ({ kind: 'succeeded' })],
  ['card-declined', () => ({ kind: 'declined', detail: 'the card was declined' })],
  [
    'card-flaky',
    (attempt) =>
      attempt > 2
        ? { kind: 'succeeded' }
        : { kind: 'failed', detail: `no answer from the card (try ${attempt})` },
  ],
]);

/**
 * A provider without money: the payment method alone decides, so that what a test or a demonstration asks for is what
 * happens. `card-ok` succeeds, `card-declined` is declined, `card-flaky` fails twice and then succeeds, anything else
 * is declined. Refunds succeed. It keeps no state: the try number comes with the request, and so survives restarts.
 */
export class SimulatedGateway implements PaymentGateway {
  charge({ key, paymentMethod, attempt }: ChargeRequest): Promise<OperationResult> {
    const result = methods.get(paymentMethod)?.(attempt) ?? unknown(paymentMethod);
    return Promise.resolve(
      result.kind === 'succeeded' ? { ...result, reference: `simulated:${key}` } : result,
    );
  }

  refund({ key }: RefundRequest): Promise<OperationResult> {
    return Promise.resolve({ kind: 'succeeded', reference: `simulated:${key}` });
  }
}

function unknown(paymentMethod: string): OperationResult {
  return { kind: 'declined', detail: `there is no payment method ${paymentMethod}` };
}
