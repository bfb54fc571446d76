import { existsSync, readdirSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { openEndpoint, runTraced, type Endpoint } from './traced-process';

const trace = '0af7651916cd43dd8448eb211c80319c';
const parent = `00-${trace}-b7ad6b7169203331-01`;

describe('a process that traces', () => {
  const received: { request: IncomingMessage; body: Buffer }[] = [];
  let endpoint: Endpoint | undefined;
  afterEach(() => {
    endpoint?.close();
    endpoint = undefined;
    received.length = 0;
  });

  const collect = async (status: number | (() => number)): Promise<string> => {
    endpoint = await openEndpoint((request, body, response) => {
      received.push({ request, body });
      response.writeHead(typeof status === 'number' ? status : status()).end();
    });
    return endpoint.url;
  };

  it('loads nothing of OpenTelemetry and makes no span while no endpoint is set', async () => {
    const off = await runTraced({ PARENT: parent });
    expect([off.loaded, off.traceparents, off.lines]).toEqual([[], [null], []]);
    const url = await collect(200);
    // The same look finds it when it is on, or this test would show nothing.
    const on = await runTraced({ PARENT: parent, OTEL_EXPORTER_OTLP_ENDPOINT: url });
    expect(on.loaded.some((path) => path.includes('@opentelemetry/sdk-trace'))).toBe(true);
  });

  it('leaves the SDK and the exporter out of every service while no endpoint is set', async () => {
    const services = join(__dirname, '../../../services');
    const roots = readdirSync(services)
      .map((name) => join(services, name, 'dist/composition-root.js'))
      .filter((path) => existsSync(path));
    expect(roots.length).toBeGreaterThan(0);
    const packages = async (environment: Record<string, string>): Promise<string[]> => {
      const { loaded } = await runTraced(environment, roots);
      const names = loaded.flatMap((path) => /@opentelemetry\/[^/\\]+/.exec(path)?.[0] ?? []);
      // The API is there: the metrics library loads it by itself.
      return [...new Set(names)].filter((name) => name !== '@opentelemetry/api');
    };
    expect(await packages({})).toEqual([]);
    expect(await packages({ OTEL_EXPORTER_OTLP_ENDPOINT: await collect(200) })).toEqual(
      expect.arrayContaining(['@opentelemetry/sdk-trace-base', '@opentelemetry/exporter-trace-otlp-proto']),
    );
  });

  it('exports as protobuf, with the headers it is told, and tells nobody', async () => {
    const told = await runTraced({
      PARENT: parent,
      OTEL_EXPORTER_OTLP_ENDPOINT: await collect(200),
      OTEL_EXPORTER_OTLP_HEADERS: 'authorization=Bearer%20secret',
      OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=trial',
    });
    expect(told.lines).toEqual([]);
    const [{ request, body } = { request: undefined, body: undefined }] = received;
    expect(request?.url).toBe('/v1/traces');
    expect(request?.headers).toMatchObject({
      'content-type': 'application/x-protobuf',
      authorization: 'Bearer secret',
    });
    for (const text of ['span-0', 'service.name', 'traced', 'service.instance.id', 'trial'])
      expect(body?.includes(text)).toBe(true);
    expect(body?.includes(Buffer.from(trace, 'hex'))).toBe(true);
    expect(body?.includes(Buffer.from('b7ad6b7169203331', 'hex'))).toBe(true);
  });

  it('is named and sampled as the environment says', async () => {
    const url = await collect(200);
    const settings = {
      OTEL_EXPORTER_OTLP_ENDPOINT: url,
      OTEL_SERVICE_NAME: 'renamed',
      OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
    };
    const none = await runTraced({ ...settings, OTEL_TRACES_SAMPLER: 'parentbased_always_off' });
    expect(none.traceparents[0]).toMatch(/-00$/);
    expect(received).toEqual([]);
    await runTraced(settings);
    const text = received[0]?.body.toString() ?? '';
    const { resourceSpans } = JSON.parse(text) as { resourceSpans: unknown[] };
    expect(resourceSpans).toHaveLength(1);
    expect(text).toContain('"renamed"');
  });

  it('leaves an unsampled trace alone, whatever the sampler', async () => {
    const told = await runTraced({
      PARENT: parent.replace(/01$/, '00'),
      OTEL_EXPORTER_OTLP_ENDPOINT: await collect(200),
      OTEL_TRACES_SAMPLER: 'always_on',
    });
    expect(told.traceparents).toEqual([null]);
    expect(received).toEqual([]);
  });

  it('says what it thinks of an odd setting', async () => {
    const told = await runTraced({
      OTEL_EXPORTER_OTLP_ENDPOINT: await collect(200),
      OTEL_TRACES_SAMPLER: 'sometimes',
    });
    expect(told.lines).toEqual([
      { level: 'warn', message: expect.stringContaining('OTEL_TRACES_SAMPLER') as string },
    ]);
  });

  const often = {
    SPANS: '8',
    PAUSE_MS: '50',
    OTEL_BSP_SCHEDULE_DELAY: '20',
    OTEL_EXPORTER_OTLP_TIMEOUT: '100',
  };
  const headers = { OTEL_EXPORTER_OTLP_HEADERS: 'authorization=Bearer%20secret' };

  it.each([
    ['refuses connections', async () => 'http://127.0.0.1:9'],
    ['refuses the spans', () => collect(401)],
    ['is overloaded', () => collect(503)],
    ['never answers', async () => (endpoint = await openEndpoint(() => undefined)).url],
  ])('warns once of an endpoint that %s, and stops all the same', async (_what, open) => {
    const told = await runTraced({ ...often, ...headers, OTEL_EXPORTER_OTLP_ENDPOINT: await open() });
    expect(told.lines).toEqual([
      { level: 'warn', message: expect.stringContaining('cannot be exported') as string },
    ]);
    expect(JSON.stringify(told.lines)).not.toContain('secret');
    expect(told.stopMs).toBeLessThan(1_500);
  });

  it('stops within a second although the endpoint never answers', async () => {
    endpoint = await openEndpoint(() => undefined);
    const told = await runTraced({ OTEL_EXPORTER_OTLP_ENDPOINT: endpoint.url });
    expect(told.stopMs).toBeGreaterThan(900);
    expect(told.stopMs).toBeLessThan(1_500);
    expect(told.lines).toHaveLength(1);
  });

  it('says once in a while that there are more spans than get out', async () => {
    endpoint = await openEndpoint((_request, _body, response) => void setTimeout(() => response.end(), 30));
    const told = await runTraced({
      ...{ SPANS: '60', PAUSE_MS: '4', OTEL_EXPORTER_OTLP_ENDPOINT: endpoint.url },
      ...{ OTEL_BSP_MAX_QUEUE_SIZE: '1', OTEL_BSP_MAX_EXPORT_BATCH_SIZE: '1' },
    });
    expect(told.lines).toEqual([
      { level: 'warn', message: expect.stringMatching(/Dropped \d+ spans/) as string },
    ]);
  });

  it('says when the endpoint takes spans again', async () => {
    let asked = 0;
    const url = await collect(() => (++asked <= 2 ? 401 : 200));
    const told = await runTraced({ ...often, OTEL_EXPORTER_OTLP_ENDPOINT: url });
    expect(told.lines.map(({ level }) => level)).toEqual(['warn', 'info']);
  });
});
