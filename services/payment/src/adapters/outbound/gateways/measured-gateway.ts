import { Histogram, type Registry } from '@ordersaga/service-runtime';
import type {
  ChargeRequest,
  PaymentGateway,
  RefundRequest,
} from '../../../application/ports/payment-gateway';
import type { OperationResult } from '../../../domain/payment-command';

/** A gateway whose calls are counted and timed for `/metrics`, by kind and result. */
export class MeasuredGateway implements PaymentGateway {
  private readonly calls: Histogram<'kind' | 'result'>;

  constructor(
    private readonly gateway: PaymentGateway,
    registry: Registry,
  ) {
    this.calls = new Histogram({
      name: 'payment_gateway_call_duration_seconds',
      help: 'Time from a call of the payment provider to its answer.',
      labelNames: ['kind', 'result'],
      buckets: [0.001, 0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
      registers: [registry],
    });
  }

  charge(request: ChargeRequest, signal: AbortSignal): Promise<OperationResult> {
    return this.measure('charge', () => this.gateway.charge(request, signal));
  }

  refund(request: RefundRequest, signal: AbortSignal): Promise<OperationResult> {
    return this.measure('refund', () => this.gateway.refund(request, signal));
  }

  private async measure(kind: string, call: () => Promise<OperationResult>): Promise<OperationResult> {
    const begin = performance.now();
    let result = 'failed';
    try {
      const answer = await call();
      result = answer.kind;
      return answer;
    } finally {
      this.calls.observe({ kind, result }, (performance.now() - begin) / 1_000);
    }
  }
}
