import { recordSpans, type SpanRecording } from '@ordersaga/telemetry';
import { TracedGateway } from '../src/adapters/outbound/gateways/traced-gateway';
import type { ChargeRequest, PaymentGateway } from '../src/application/ports/payment-gateway';

const trace = '0af7651916cd43dd8448eb211c80319c';
const request: ChargeRequest = {
  key: 'o1:1',
  orderId: 'o1',
  amount: 500,
  currency: 'EUR',
  paymentMethod: 'card-ok',
  attempt: 1,
  since: new Date(0),
  traceparent: `00-${trace}-b7ad6b7169203331-01`,
};

describe('a gateway that is traced', () => {
  let recording: SpanRecording;
  const over = new AbortController();
  beforeEach(() => (recording = recordSpans()));
  afterEach(() => recording.stop());

  const gatewayOf = (charge: PaymentGateway['charge']) => new TracedGateway({ charge, refund: charge });

  it('has a span for a call, and the provider its traceparent', async () => {
    let told: string | undefined;
    const gateway = gatewayOf(async ({ traceparent }) => {
      told = traceparent;
      return { kind: 'declined', detail: 'no' };
    });
    expect(await gateway.charge(request, over.signal)).toEqual({ kind: 'declined', detail: 'no' });
    const [span] = recording.ended;
    expect(span).toMatchObject({
      name: 'payment gateway charge',
      kind: 'client',
      traceId: trace,
      parentId: 'b7ad6b7169203331',
      failed: false,
      attributes: { 'ordersaga.order_id': 'o1', 'ordersaga.payment.result': 'declined' },
    });
    expect(told).toBe(`00-${trace}-${span?.spanId}-01`);
  });

  it.each<[string, PaymentGateway['charge']]>([
    ['fails in passing', async () => ({ kind: 'failed', detail: 'socket hang up' })],
    ['rejects', () => Promise.reject(new Error('socket hang up'))],
  ])('tells of a call that %s', async (_what, charge) => {
    await gatewayOf(charge)
      .refund({ ...request, parts: [] }, over.signal)
      .catch(() => undefined);
    expect(recording.ended).toMatchObject([
      { name: 'payment gateway refund', failed: true, errors: ['socket hang up'] },
    ]);
  });

  it('ends the span of a call that hangs once nobody waits for it', async () => {
    const tired = new AbortController();
    const call = gatewayOf(() => new Promise(() => undefined)).charge(request, tired.signal);
    tired.abort(new Error('no answer'));
    await expect(call).rejects.toThrow('no answer');
    expect(recording.ended).toMatchObject([{ failed: true, errors: ['no answer'] }]);
  });
});
