import type { OperationResult } from '../domain/payment-command';
import { refundParts } from '../domain/refund-parts';
import type { OpenOperation } from './open-operation';
import type { PaymentGateway } from './ports/payment-gateway';

/**
 * Calls the provider once, and always comes back with an answer: an error, or silence for `timeoutMs`, is a failure in
 * passing.
 */
export async function callGateway(
  gateway: PaymentGateway,
  { orderId, operation, currency, charges, refunded, since, traceparent }: OpenOperation,
  timeoutMs: number,
): Promise<OperationResult> {
  const { key, kind, amount, paymentMethod, failures } = operation;
  const request = {
    key,
    orderId,
    amount,
    currency,
    paymentMethod,
    attempt: failures + 1,
    since,
    traceparent,
  };
  const deadline = startDeadline(timeoutMs);
  try {
    const call =
      kind === 'charge'
        ? gateway.charge(request, deadline.signal)
        : gateway.refund({ ...request, parts: refundParts(charges, refunded, amount) }, deadline.signal);
    return await Promise.race([call, deadline.passed]);
  } catch (error) {
    return { kind: 'failed', detail: error instanceof Error ? error.message : String(error) };
  } finally {
    deadline.clear();
  }
}

/** A gateway need not heed the signal, so its time is up either way. */
function startDeadline(timeoutMs: number) {
  const controller = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const passed = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      const error = new Error(`the provider gave no answer within ${timeoutMs} ms`);
      reject(error);
      controller.abort(error);
    }, timeoutMs);
  });
  return { signal: controller.signal, passed, clear: () => clearTimeout(timer) };
}
