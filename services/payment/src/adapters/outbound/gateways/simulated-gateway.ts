import type {
  ChargeRequest,
  PaymentGateway,
  RefundRequest,
} from '../../../application/ports/payment-gateway';
import type { OperationResult } from '../../../domain/payment-command';
import { SimulatedLedger } from './simulated-ledger';

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
 * is declined. Refunds succeed. As with any provider, a key has one answer and is refused for anything else. The answer
 * is the same where nobody remembers it, since the try number comes with the request: so it survives restarts; only
 * the refusal needs the ledger, which lives as long as the process.
 */
export class SimulatedGateway implements PaymentGateway {
  constructor(private readonly ledger = new SimulatedLedger()) {}

  charge({ key, amount, currency, paymentMethod, attempt }: ChargeRequest): Promise<OperationResult> {
    const answer = this.ledger.answer(key, `charge ${amount} ${currency} by ${paymentMethod}`, () => {
      const result = methods.get(paymentMethod)?.(attempt) ?? unknown(paymentMethod);
      return result.kind === 'succeeded' ? { ...result, reference: `simulated:${key}` } : result;
    });
    return Promise.resolve(answer);
  }

  refund({ key, amount, currency }: RefundRequest): Promise<OperationResult> {
    const answer = this.ledger.answer(key, `refund ${amount} ${currency}`, () => ({
      kind: 'succeeded',
      reference: `simulated:${key}`,
    }));
    return Promise.resolve(answer);
  }
}

function unknown(paymentMethod: string): OperationResult {
  return { kind: 'declined', detail: `there is no payment method ${paymentMethod}` };
}
