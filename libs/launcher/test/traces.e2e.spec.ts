import { topics } from '@ordersaga/contracts';
import { eventually, freshPrefix, stack } from '@ordersaga/test-kit';
import { startSystem, type RunningSystem } from '../src';
import { root } from './system-under-test';
import { startTraceReceiver, type ExportedSpan, type TraceReceiver } from './trace-receiver';

const prefix = freshPrefix('traces');
const unsampledTrace = '0af7651916cd43dd8448eb211c80319c';
const outage = 'traces cannot be exported';

describe('a system that is told where traces go', () => {
  let system: RunningSystem;
  let receiver: TraceReceiver;
  const warnings: string[] = [];

  beforeAll(async () => {
    receiver = await startTraceReceiver();
    system = await startSystem({
      ...{ root, prefix, backing: stack(), ports: 'any' },
      environment: {
        OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
        OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
        OTEL_BSP_SCHEDULE_DELAY: '50',
        OTEL_EXPORTER_OTLP_TIMEOUT: '500',
      },
      onLine: (service, line) => {
        if (/"level":[456]0/.test(line)) warnings.push(`${service}: ${line}`);
      },
    });
    await eventually(async () => expect(await get('order', '/products')).toHaveLength(3));
  }, 120_000);
  afterAll(async () => {
    await system?.stop();
    receiver?.close();
  }, 60_000);

  const get = async (service: Parameters<RunningSystem['url']>[0], path: string): Promise<unknown> =>
    (await fetch(system.url(service) + path)).json();

  const place = async (headers: Record<string, string> = {}): Promise<void> => {
    const response = await fetch(`${system.url('order')}/orders`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ customerId: 'c', items: [{ productId: 'mouse', quantity: 1 }] }),
    });
    expect(response.status).toBe(201);
  };

  /** Both projections know that this many orders are completed. */
  const completed = (count: number): Promise<void> =>
    eventually(
      async () => {
        expect(await get('success-rate-projection', '/success-rate')).toMatchObject({ successful: count });
        const sales = await get('sales-projection', '/sales/products/mouse?outcome=completed');
        expect(sales).toMatchObject({ totalQuantity: count });
      },
      { within: 30_000 },
    );

  it('shows an order from its POST to the projections as one trace', async () => {
    await place({ traceparent: `00-${unsampledTrace}-b7ad6b7169203331-00` });
    await place();
    await completed(2);
    await eventually(() => {
      expect(namesOf(traceOfTheOrder())).toEqual([
        'message-relay: send order.domain-events',
        'message-relay: send order.integration-events',
        'message-relay: send payment.integration-events',
        'message-relay: send stock.integration-events',
        'order: POST /orders',
        'order: process payment.integration-events',
        'payment: payment gateway charge',
        'payment: process stock.integration-events',
        'sales-projection: process order.domain-events',
        'stock: process order.integration-events',
        'success-rate-projection: process order.domain-events',
      ]);
      for (const projection of ['sales-projection', 'success-rate-projection'])
        expect(wayTo(projection, 'com.ordersaga.order.domain.completed.v1')).toEqual([
          'order: POST /orders',
          'message-relay: send order.integration-events',
          'stock: process order.integration-events',
          'message-relay: send stock.integration-events',
          'payment: process stock.integration-events',
          'message-relay: send payment.integration-events',
          'order: process payment.integration-events',
          'message-relay: send order.domain-events',
          `${projection}: process order.domain-events`,
        ]);
    });
    const trace = traceOfTheOrder();
    const ids = new Set(trace.map(({ spanId }) => spanId));
    const withoutParent = trace.filter(({ parentId }) => parentId === undefined || !ids.has(parentId));
    expect(namesOf(withoutParent)).toEqual(['order: POST /orders']);
    expect(withoutParent[0]?.parentId).toBeUndefined();
  }, 60_000);

  it('serves orders although its traces go nowhere, and warns once in each service', async () => {
    expect(warnings.filter((line) => line.includes(outage))).toEqual([]);
    receiver.close();
    await place();
    await completed(3);
    await eventually(() => expect(servicesThatWarned()).toContain('order'), { within: 30_000 });
    await system.stop();
    expect(servicesThatWarned()).toEqual([...new Set(servicesThatWarned())]);
  }, 90_000);

  it('traced no probe, and nothing of a trace that is not sampled', () => {
    const { spans } = receiver;
    expect(spans.filter(({ traceId }) => traceId === unsampledTrace)).toEqual([]);
    expect(spans.filter(({ attributes }) => /^\/(livez|readyz)/.test(attributes['url.path'] ?? ''))).toEqual(
      [],
    );
  });

  const servicesThatWarned = (): string[] =>
    warnings.filter((line) => line.includes(outage)).map((line) => line.slice(0, line.indexOf(':')));

  const traceOfTheOrder = (): ExportedSpan[] => {
    const server = receiver.spans.find(({ name }) => name === 'POST /orders');
    return receiver.spans.filter(({ traceId }) => traceId === server?.traceId);
  };

  /** What led to a service's reading of a message of this type. */
  const wayTo = (service: string, type: string): string[] => {
    const trace = traceOfTheOrder();
    const way: ExportedSpan[] = [];
    const isIt = (span: ExportedSpan): boolean =>
      span.service === service && span.attributes['cloudevents.event_type'] === type;
    for (let span = trace.find(isIt); span;) {
      const { parentId } = span;
      way.unshift(span);
      span = trace.find(({ spanId }) => spanId === parentId);
    }
    return way.map(nameOf);
  };

  /** Each kind once: what comes again is worked on again. */
  const namesOf = (spans: readonly ExportedSpan[]): string[] => [...new Set(spans.map(nameOf))].sort();
  const nameOf = ({ service, name }: ExportedSpan): string => {
    const topic = Object.values(topics).find((each) => name.endsWith(` ${prefix}${each}`));
    return `${service}: ${topic === undefined ? name : name.replace(prefix + topic, topic)}`;
  };
});
