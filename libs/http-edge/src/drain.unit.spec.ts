import { createLogger, createMetrics } from '@ordersaga/service-runtime';
import { createHttpServer, type HttpServer } from './server';

describe('a server that is told to stop', () => {
  const start = (drainMs?: number): Promise<HttpServer> =>
    createHttpServer({
      ...{ port: 0, host: '127.0.0.1', checks: [], registry: createMetrics('test') },
      logger: createLogger({ service: 'test', level: 'silent' }),
      routes: (router) => router.get('/orders', (_request, response) => void response.json([])),
      ...(drainMs !== undefined && { drainMs }),
    });
  const ask = async (server: HttpServer, path: string): Promise<[number, unknown]> => {
    const response = await fetch(server.url + path);
    return [response.status, await response.json()];
  };

  it('says so, and goes on answering while others learn of it; then it refuses connections', async () => {
    const server = await start(1_000);
    const stopped = server.stop();
    expect(await ask(server, '/readyz')).toEqual([503, { status: 'stopping', dependencies: {} }]);
    expect(await ask(server, '/livez')).toEqual([200, { status: 'stopping' }]);
    expect(await ask(server, '/orders')).toEqual([200, []]);
    await stopped;
    await expect(fetch(`${server.url}/orders`)).rejects.toThrow();
  });

  it('refuses connections at once when nobody has to learn of it', async () => {
    const server = await start();
    await Promise.all([server.stop(), expect(fetch(`${server.url}/orders`)).rejects.toThrow()]);
  });
});
