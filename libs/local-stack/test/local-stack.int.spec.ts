import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DataFolderInUseError, resetData, ServerFailedError, startLocalStack, type LocalStack } from '../src';
import { isFree } from '../src/ports';
import { identify } from '../src/processes/process-identity';
import { environmentFor } from './environment-for';
import { findMarks, leaveMarks } from './marks';
import { until } from './until';

jest.setTimeout(120_000);

describe('a stack of child processes', () => {
  const env = environmentFor('embedded');
  let dataDir: string;
  let stack: LocalStack | undefined;

  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'ordersaga-spec-'));
  });

  afterEach(async () => {
    await stack?.stop();
    stack = undefined;
    await resetData(dataDir);
    rmSync(dataDir, { recursive: true, force: true });
  });

  it('keeps what was written when it is stopped and started again, on other ports', async () => {
    stack = await startLocalStack({ dataDir, ports: 'any', env });
    await leaveMarks(stack, 'still here');
    await stack.stop();

    stack = await startLocalStack({ dataDir, ports: 'any', env });

    const mark = 'still here';
    expect(await findMarks(stack)).toEqual({ kafka: mark, postgres: mark, redis: mark, mongo: mark });
  });

  it('asks each server for its version and says plainly which one is a stand-in', async () => {
    stack = await startLocalStack({ dataDir: 'temporary', ports: 'any', env });
    const { kafka, postgres, redis, mongo } = stack.components;

    expect(kafka.version).toMatch(/^4\.1\.\d+$/);
    expect(postgres.version).toMatch(/^18\.\d+$/);
    expect(redis.version).toMatch(/^\d+\.\d+\.\d+$/);
    expect(mongo.version).toMatch(/^\d+\.\d+\.\d+$|^mongo-java-server 1\.47\.0 \(not MongoDB\)$/);
    expect(Object.values(stack.components).map(({ strategy }) => strategy)).toEqual(
      Array(4).fill('embedded'),
    );
  });

  it('leaves nothing running, listening or lying about when a temporary one is stopped', async () => {
    stack = await startLocalStack({
      components: ['postgres', 'redis'],
      dataDir: 'temporary',
      ports: 'any',
      env,
    });
    const { postgres, redis } = stack.components;
    const pids = [postgres.pid ?? 0, redis.pid ?? 0];
    expect(pids.map((pid) => identify(pid)?.pid)).toEqual(pids);

    await stack.stop();

    expect(pids.map(identify)).toEqual([undefined, undefined]);
    expect(await isFree(Number(new URL(redis.url).port))).toBe(true);
    expect(() => rmSync(stack?.dataDir ?? '')).toThrow('ENOENT');
  });

  it('ends the services that were registered when it is stopped, and one that comes too late', async () => {
    stack = await startLocalStack({ components: ['redis'], dataDir: 'temporary', ports: 'any', env });
    const service = (): ChildProcess => {
      const child = spawn(process.execPath, ['-e', 'setInterval(() => undefined, 1000)'], { detached: true });
      stack?.warden.register(child.pid ?? 0);
      return child;
    };
    const early = service();

    const stopped = stack.stop();
    const late = service();
    await stopped;

    await until('the service was ended', () => early.signalCode === 'SIGTERM');
    await until('the late one was, too', () => late.signalCode === 'SIGTERM');
  });

  it('starts a server again that was killed, with its data and on its port', async () => {
    const ended: string[] = [];
    const onUnexpectedEnd = (name: string, ending: string): void => void ended.push(`${name}: ${ending}`);
    stack = await startLocalStack({ dataDir, ports: 'any', env, onUnexpectedEnd });
    await leaveMarks(stack, 'acknowledged');
    const servers = Object.values(stack.components);
    const former = servers.map(({ url, pid }) => ({ url, pid }));

    for (const { pid } of former) process.kill(pid ?? 0, 'SIGKILL');
    await until('all four are reported', () => ended.length === 4);
    await Promise.all(servers.map(async (server) => server.restart?.()));

    expect(ended.sort()[0]).toBe('kafka: signal SIGKILL');
    expect(servers.map(({ url }) => url)).toEqual(former.map(({ url }) => url));
    expect(servers.some(({ pid }, index) => pid === former[index]?.pid)).toBe(false);
    const mark = 'acknowledged';
    expect(await findMarks(stack)).toEqual({ kafka: mark, postgres: mark, redis: mark, mongo: mark });
  });

  it('refuses a data folder that another stack works on', async () => {
    stack = await startLocalStack({ components: ['redis'], dataDir, ports: 'any', env });

    const second = startLocalStack({ components: ['redis'], dataDir, ports: 'any', env });

    await expect(second).rejects.toThrow(DataFolderInUseError);
    await expect(second).rejects.toThrow(`${dataDir} is in use by process ${process.pid}`);
  });

  it('stops the others and shows the log when one server does not come up', async () => {
    stack = await startLocalStack({ components: ['redis'], dataDir, ports: 'any', env });
    await stack.stop();
    writeFileSync(join(dataDir, 'redis', 'appendonly.aof'), 'this was never written by Redis');
    let postgres = '';

    const failing = startLocalStack({
      components: ['redis', 'postgres'],
      dataDir,
      ports: 'any',
      env,
      onProgress: (name, text) => {
        if (name === 'postgres') postgres = text;
      },
    });

    const error: unknown = await failing.catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(ServerFailedError);
    expect(error).toMatchObject({ component: 'redis', logFile: join(dataDir, 'logs', 'redis.log') });
    expect((error as Error).message).toMatch(/Bad file format reading the append only file/);
    expect(postgres).not.toBe('');
    const again = await startLocalStack({ components: ['postgres'], dataDir, ports: 'any', env });
    await again.stop();
  });

  const asRoot = process.getuid?.() === 0 ? it : it.skip;
  asRoot('run by root below a closed folder, keeps Postgres where its account can reach it', async () => {
    stack = await startLocalStack({ components: ['postgres'], dataDir, ports: 'any', env });
    await stack.stop();
    const elsewhere = readFileSync(join(dataDir, 'postgres', 'data-is-in'), 'utf8');
    const { uid, mode } = statSync(elsewhere);
    expect({ root: uid === 0, mode: mode & 0o777 }).toEqual({ root: false, mode: 0o700 });

    await resetData(dataDir);

    expect(() => statSync(elsewhere)).toThrow('ENOENT');
  });

  it('takes the next port when the usual one is taken', async () => {
    const squatter = createServer();
    await new Promise<void>((resolve) => {
      squatter.once('error', () => resolve()); // somebody else has it: just as good
      squatter.listen(6379, '127.0.0.1', resolve);
    });
    try {
      stack = await startLocalStack({ components: ['redis'], dataDir, ports: 'preferred', env });
      expect(Number(new URL(stack.components.redis.url).port)).toBeGreaterThan(6379);
    } finally {
      squatter.close();
    }
  });
});
