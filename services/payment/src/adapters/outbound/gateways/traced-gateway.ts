import { startSpan } from '@ordersaga/telemetry';
import type {
  ChargeRequest,
  PaymentGateway,
  RefundRequest,
} from '../../../application/ports/payment-gateway';
import type { OperationResult } from '../../../domain/payment-command';

/** A gateway with a span for each call; the provider gets the span's `traceparent`. */
export class TracedGateway implements PaymentGateway {
  constructor(private readonly gateway: PaymentGateway) {}

  charge(request: ChargeRequest, signal: AbortSignal): Promise<OperationResult> {
    return trace('charge', request, signal, (traced) => this.gateway.charge(traced, signal));
  }

  refund(request: RefundRequest, signal: AbortSignal): Promise<OperationResult> {
    return trace('refund', request, signal, (traced) => this.gateway.refund(traced, signal));
  }
}

async function trace<R extends ChargeRequest>(
  kind: string,
  request: R,
  signal: AbortSignal,
  call: (request: R) => Promise<OperationResult>,
): Promise<OperationResult> {
  const { traceparent, orderId, key, attempt } = request;
  const span = startSpan(`payment gateway ${kind}`, {
    kind: 'client',
    parent: traceparent,
    attributes: {
      'ordersaga.order_id': orderId,
      'ordersaga.payment.key': key,
      'ordersaga.payment.attempt': attempt,
    },
  });
  if (!span) return call(request);
  try {
    // A gateway need not heed the signal, and nobody waits for it then.
    const result = await Promise.race([call({ ...request, traceparent: span.traceparent }), aborted(signal)]);
    span.set({ 'ordersaga.payment.result': result.kind });
    if (result.kind === 'failed') span.fail(new Error(result.detail));
    return result;
  } catch (error) {
    span.fail(error);
    throw error;
  } finally {
    span.end();
  }
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  });
}
