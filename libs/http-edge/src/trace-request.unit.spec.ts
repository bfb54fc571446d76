import { createLogger, createMetrics } from '@ordersaga/service-runtime';
import { parseTraceparent, recordSpans, type SpanRecording } from '@ordersaga/telemetry';
import { eventually } from '@ordersaga/test-kit';
import { correlationOf } from './correlate';
import { createHttpServer, type HttpServer } from './server';
import { unavailable } from './problem';

const trace = '0af7651916cd43dd8448eb211c80319c';
const caller = `00-${trace}-b7ad6b7169203331-01`;

describe('a request', () => {
  let server: HttpServer;
  let recording: SpanRecording | undefined;

  beforeAll(async () => {
    server = await createHttpServer({
      port: 0,
      host: '127.0.0.1',
      logger: createLogger({ service: 'test', level: 'silent' }),
      registry: createMetrics('test'),
      checks: [],
      routes: (router) => {
        router.get('/orders/:id', (request, response) => void response.json(correlationOf(request)));
        router.get('/broken', () => {
          throw new Error('a secret of the inside');
        });
        router.get('/away', () => {
          throw unavailable('Not there.');
        });
        router.get('/never', () => undefined);
      },
    });
  });
  afterAll(() => server.stop());
  afterEach(() => {
    recording?.stop();
    recording = undefined;
  });

  const ask = async (path: string, headers: Record<string, string> = {}): Promise<string> => {
    const response = await fetch(server.url + path, { headers });
    return ((await response.json()) as { traceparent: string }).traceparent;
  };
  const ended = async () => {
    await eventually(() => expect(recording?.ended).toHaveLength(1));
    return recording?.ended[0];
  };

  it('has a span in the trace of the caller, and what it causes is its child', async () => {
    recording = recordSpans();
    const inside = await ask('/orders/7?a=b', { traceparent: caller, 'x-correlation-id': 'abc' });
    const span = await ended();
    expect(span).toMatchObject({
      name: 'GET /orders/:id',
      kind: 'server',
      traceId: trace,
      parentId: 'b7ad6b7169203331',
      failed: false,
      attributes: {
        'http.request.method': 'GET',
        'http.route': '/orders/:id',
        'http.response.status_code': 200,
        'url.path': '/orders/7',
        'url.scheme': 'http',
        'ordersaga.correlation_id': 'abc',
      },
    });
    expect(inside).toBe(`00-${trace}-${span?.spanId}-01`);
  });

  it('begins a trace when the caller has none', async () => {
    recording = recordSpans();
    const inside = await ask('/orders/7', { traceparent: 'nonsense' });
    const span = await ended();
    expect(span?.parentId).toBeUndefined();
    expect(parseTraceparent(inside)).toEqual({
      traceId: span?.traceId,
      spanId: span?.spanId,
      sampled: true,
    });
  });

  it.each([
    ['/broken', 500, true],
    ['/away', 503, true],
    ['/nothing', 404, false],
  ])('failed when the server did: %s', async (path, status, failed) => {
    recording = recordSpans();
    await ask(path);
    expect(await ended()).toMatchObject({ failed, attributes: { 'http.response.status_code': status } });
  });

  it('ends when its client is gone', async () => {
    recording = recordSpans();
    const gone = new AbortController();
    const asked = fetch(`${server.url}/never`, { signal: gone.signal });
    await eventually(() => expect(recording?.open).toBe(1));
    gone.abort();
    await expect(asked).rejects.toThrow();
    expect((await ended())?.attributes).not.toHaveProperty(['http.response.status_code']);
  });

  it('has none for a probe, nor in a trace that is not sampled', async () => {
    recording = recordSpans();
    const unsampled = caller.replace(/01$/, '00');
    for (const path of ['/livez', '/readyz', '/metrics']) await fetch(server.url + path);
    expect(await ask('/orders/7', { traceparent: unsampled })).toBe(unsampled);
    expect([recording.ended, recording.open]).toEqual([[], 0]);
  });

  it('takes over the traceparent of the caller, or makes one, while nothing is traced', async () => {
    expect(await ask('/orders/7', { traceparent: caller })).toBe(caller);
    expect(await ask('/orders/7')).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
  });
});
