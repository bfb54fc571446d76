import { createServer, type Server } from 'node:net';
import { once } from 'node:events';
import { ServerFailedError, startLocalStack, type LocalStack } from '../src';
import { environmentFor } from './environment-for';
import { until } from './until';

jest.setTimeout(120_000);

describe.each(['redis', 'mongo'] as const)('%s, whose port was taken while it was away', (component) => {
  let stack: LocalStack | undefined;
  let squatter: Server | undefined;

  afterEach(async () => {
    squatter?.close();
    await stack?.stop();
  });

  it('says so when it is to start again, and starts once the port is free', async () => {
    const env = environmentFor('embedded');
    stack = await startLocalStack({ components: [component], dataDir: 'temporary', ports: 'any', env });
    const server = stack.components[component];
    process.kill(server.pid ?? 0, 'SIGKILL');
    await until('gone', () => server.pid === undefined);
    squatter = createServer((socket) => socket.destroy()).listen(
      Number(new URL(server.url).port),
      '127.0.0.1',
    );
    await once(squatter, 'listening');

    const begin = performance.now();
    await expect(server.restart?.()).rejects.toThrow(ServerFailedError);
    expect(performance.now() - begin).toBeLessThan(60_000);

    squatter.close();
    await once(squatter, 'close');
    await server.restart?.();
    expect(server.pid).toBeDefined();
  });
});
