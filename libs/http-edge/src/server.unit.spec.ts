import { Agent, get } from 'node:http';
import { createLogger, createMetrics } from '@ordersaga/service-runtime';
import { z } from 'zod';
import { correlationOf } from './correlate';
import { createHttpServer, type HttpServer } from './server';
import { parseBody, parseOptionalBody } from './parse';
import { unavailable } from './problem';

const order = z.strictObject({ customerId: z.string(), quantity: z.int().min(1) });
const note = z.strictObject({ text: z.string().optional() });

describe('the HTTP edge', () => {
  let server: HttpServer;
  let databaseUp = true;
  const lines: string[] = [];

  beforeAll(async () => {
    server = await createHttpServer({
      port: 0,
      host: '127.0.0.1',
      logger: createLogger({ service: 'test', destination: { write: (line) => void lines.push(line) } }),
      registry: createMetrics('test'),
      checks: [
        { name: 'postgres', check: async () => void (databaseUp || fail('connection refused')) },
        { name: 'kafka', check: async () => undefined },
      ],
      routes: (router) => {
        router.post('/orders', (request, response) => void response.json(parseBody(order, request)));
        router.post('/notes', (request, response) => void response.json(parseOptionalBody(note, request)));
        router.get('/correlation', (request, response) => void response.json(correlationOf(request)));
        router.get('/broken', () => fail('a secret of the inside'));
        router.get('/behind', () => {
          throw unavailable('The projection is not that far yet.');
        });
        router.get('/away', () => fail('connection refused'));
      },
      isUnavailable: (error) => (error as Error).message === 'connection refused',
    });
  });
  afterAll(() => server.stop());
  beforeEach(() => (databaseUp = true));

  const fail = (message: string): never => {
    throw new Error(message);
  };
  const post = (body: string): Promise<Response> =>
    fetch(`${server.url}/orders`, { method: 'POST', body, headers: { 'content-type': 'application/json' } });

  it('names every fault of a body, unknown members too', async () => {
    const response = await post(JSON.stringify({ quantity: 0, price: 1 }));
    expect(response.status).toBe(400);
    expect(response.headers.get('content-type')).toMatch('application/problem+json');
    const problem = (await response.json()) as { errors: { path: string }[] };
    expect(problem).toMatchObject({ type: 'about:blank', title: 'Bad Request', status: 400 });
    expect(problem.errors.map(({ path }) => path).sort()).toEqual(['customerId', 'price', 'quantity']);
  });

  it.each([
    ['broken JSON', '{"customerId"', 400],
    ['no body', '', 400],
    ['a body over 256 KiB', JSON.stringify({ customerId: 'x'.repeat(300_000) }), 413],
    ['null', 'null', 400],
  ])('refuses %s', async (_what, body, status) => {
    const response = await post(body);
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ status });
  });

  it.each([
    ['no body and no type', {}, 200, {}],
    ['an empty body without a type', { body: new Uint8Array() }, 200, {}],
    ['no body of a type', { headers: { 'content-type': 'application/json' } }, 200, {}],
    ['an empty object', { body: '{}', headers: { 'content-type': 'application/json' } }, 200, {}],
    ['a body', { body: '{"text":"a"}', headers: { 'content-type': 'application/json' } }, 200, { text: 'a' }],
    ['null', { body: 'null', headers: { 'content-type': 'application/json' } }, 400, { status: 400 }],
    ['unknown members', { body: '{"txt":"a"}', headers: { 'content-type': 'application/json' } }, 400, {}],
    ['a body of another type', { body: 'text=a', headers: { 'content-type': 'text/plain' } }, 415, {}],
  ])('where a body may be left out, answers %s', async (_what, init, status, answer) => {
    const response = await fetch(`${server.url}/notes`, { method: 'POST', ...init });
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject(answer);
  });

  it('has no ear for a body that is not declared as JSON', async () => {
    const body = JSON.stringify({ customerId: 'c', quantity: 1 });
    const response = await fetch(`${server.url}/orders`, { method: 'POST', body });
    expect(response.status).toBe(415);
    expect(await response.json()).toMatchObject({ status: 415 });
  });

  it('ends soon although a client keeps its connection busy', async () => {
    const own = await createHttpServer({
      port: 0,
      host: '127.0.0.1',
      logger: createLogger({ service: 'test', level: 'silent' }),
      registry: createMetrics('test'),
      checks: [],
    });
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const ask = (): Promise<void> =>
      new Promise((resolve, reject) => {
        get(`${own.url}/livez`, { agent }, (response) => response.resume().once('end', resolve)).once(
          'error',
          reject,
        );
      });
    await ask();
    let busy = true;
    const client = (async () => {
      while (busy) await ask();
    })().catch(() => undefined);
    const begin = performance.now();
    await own.stop();
    busy = false;
    await client;
    agent.destroy();
    expect(performance.now() - begin).toBeLessThan(2_000);
  });

  it('tells an unknown path from a wrong method', async () => {
    const unknown = await fetch(`${server.url}/nothing`);
    expect([unknown.status, unknown.headers.get('content-type')]).toEqual([
      404,
      'application/problem+json; charset=utf-8',
    ]);
    const wrong = await fetch(`${server.url}/orders`, { method: 'PUT' });
    expect([wrong.status, wrong.headers.get('allow')]).toEqual([405, 'POST']);
    const probe = await fetch(`${server.url}/livez`, { method: 'POST' });
    expect([probe.status, probe.headers.get('allow')]).toEqual([405, 'GET']);
  });

  it('keeps what went wrong inside to itself', async () => {
    const response = await fetch(`${server.url}/broken`);
    expect(response.status).toBe(500);
    expect(await response.text()).not.toContain('secret');
  });

  it.each(['/behind', '/away'])('asks to come back later: %s', async (path) => {
    const response = await fetch(server.url + path);
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '1']);
  });

  it('is ready only while every dependency answers, and names each', async () => {
    expect((await fetch(`${server.url}/readyz`)).status).toBe(200);
    databaseUp = false;
    const response = await fetch(`${server.url}/readyz`);
    expect(response.status).toBe(503);
    expect(await response.json()).toEqual({
      status: 'down',
      dependencies: { postgres: { status: 'down', detail: 'connection refused' }, kafka: { status: 'up' } },
    });
    expect((await fetch(`${server.url}/livez`)).status).toBe(200);
  });

  it('hands on the correlation id of the caller, or makes one', async () => {
    const given = await fetch(`${server.url}/livez`, { headers: { 'x-correlation-id': 'abc' } });
    expect(given.headers.get('x-correlation-id')).toBe('abc');
    expect((await fetch(`${server.url}/livez`)).headers.get('x-correlation-id')).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('hands the correlation to the routes, and logs a failure under it', async () => {
    const response = await fetch(`${server.url}/correlation`, { headers: { 'x-correlation-id': 'abc' } });
    expect(await response.json()).toMatchObject({ correlationId: 'abc', causationId: 'abc' });
    await fetch(`${server.url}/broken`, { headers: { 'x-correlation-id': 'def' } });
    const failures = lines.filter((line) => line.includes('request failed'));
    expect(failures.at(-1)).toContain('"correlationId":"def"');
  });

  it('logs what is known to go wrong in a line without a stack', async () => {
    await fetch(`${server.url}/away`, { headers: { 'x-correlation-id': 'ghi' } });
    const told = lines.filter((line) => line.includes('"correlationId":"ghi"'));
    expect(told.join()).toMatch(/"status":503,"detail":"The database does not answer.*"request failed"/);
    expect(told.join()).not.toContain('stack');
  });

  it('measures requests by route', async () => {
    await post(JSON.stringify({ customerId: 'c', quantity: 1 }));
    const metrics = await (await fetch(`${server.url}/metrics`)).text();
    expect(metrics).toMatch(
      /http_request_duration_seconds_count\{.*method="POST",route="\/orders",status="200"\} \d/,
    );
  });
});
