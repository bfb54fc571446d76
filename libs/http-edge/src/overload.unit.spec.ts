import { createLogger, createMetrics } from '@ordersaga/service-runtime';
import { eventually } from '@ordersaga/test-kit';
import { createHttpServer, type HttpServer } from './server';

/** A promise that somebody else keeps. */
class Gate {
  open: () => void = () => undefined;
  readonly opened = new Promise<void>((resolve) => (this.open = resolve));
}

describe('an HTTP edge that is asked for more than gets done', () => {
  let server: HttpServer;
  let gate: Gate;
  let waiting: number;
  let allIn: Gate;
  const lines: string[] = [];

  const start = async (limits: { mostUnderWay?: number; answerWithinMs?: number }): Promise<void> => {
    server = await createHttpServer({
      ...{ port: 0, host: '127.0.0.1', registry: createMetrics('test'), checks: [] },
      logger: createLogger({ service: 'test', destination: { write: (line) => void lines.push(line) } }),
      ...limits,
      routes: (router) => {
        router.post('/orders', async (_request, response) => {
          waiting += 1;
          if (waiting === 2) allIn.open();
          await gate.opened;
          response.status(201).json({});
        });
        router.get('/quick', (_request, response) => void response.json({}));
      },
    });
  };
  beforeEach(() => {
    gate = new Gate();
    allIn = new Gate();
    waiting = 0;
    lines.length = 0;
  });
  afterEach(() => server.stop());

  const post = (): Promise<Response> =>
    fetch(`${server.url}/orders`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ some: 'x'.repeat(10_000) }),
    });

  it('turns away what comes on top, while probes get in', async () => {
    await start({ mostUnderWay: 2 });
    const served = [post(), post()];
    await allIn.opened;
    const refused = await post();
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '1']);
    expect(refused.headers.get('content-type')).toMatch('application/problem+json');
    expect(await refused.json()).toMatchObject({ title: 'Service Unavailable', status: 503 });
    expect((await fetch(`${server.url}/livez`)).status).toBe(200);
    expect(await (await fetch(`${server.url}/metrics`)).text()).toMatch(
      /^http_requests_refused_total\{service="test"\} 1$/m,
    );
    gate.open();
    expect((await Promise.all(served)).map(({ status }) => status)).toEqual([201, 201]);
    expect((await fetch(`${server.url}/quick`)).status).toBe(200);
  });

  it('serves again when a crowd has gone without waiting for its answers', async () => {
    await start({ mostUnderWay: 2 });
    const leaving = new AbortController();
    const gone = [1, 2].map(() =>
      fetch(`${server.url}/orders`, { method: 'POST', signal: leaving.signal }).catch(() => 'gone'),
    );
    await allIn.opened;
    leaving.abort();
    expect(await Promise.all(gone)).toEqual(['gone', 'gone']);
    await eventually(async () => expect((await fetch(`${server.url}/quick`)).status).toBe(200));
    gate.open();
  });

  it('answers 503 for a handler that takes too long, and lets its late answer harm nothing', async () => {
    await start({ answerWithinMs: 200 });
    const late = await post();
    expect([late.status, late.headers.get('retry-after')]).toEqual([503, '1']);
    expect(await late.json()).toMatchObject({
      detail: expect.stringMatching(/^Nothing has come of this within 0\.2 s/) as string,
    });
    gate.open();
    expect((await fetch(`${server.url}/quick`)).status).toBe(200);
    expect(lines.filter((line) => line.includes('"level":50'))).toEqual([]);
  });
});
