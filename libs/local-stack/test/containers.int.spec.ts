import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { resetData, startLocalStack, type LocalStack } from '../src';
import { isFree } from '../src/ports';
import { identify } from '../src/processes/process-identity';
import type { RunRecord } from '../src/warden/warden';
import { containersNamed, removeContainers, volumesAmong } from './engine-objects';
import { environmentFor } from './environment-for';
import { findMarks, inRedis, leaveMarks } from './marks';
import { spawnParent, startParent } from './started-parent';
import { until } from './until';

jest.setTimeout(600_000); // the images may have to be pulled

/** Jest wants to know which tests there are before it can wait for anything. */
function whyNoContainers(): string {
  const containers = JSON.stringify(join(__dirname, '../dist/strategies/containers/containers.js'));
  const ask = `require(${containers}).whyNoContainers().then((reason = '') => process.stdout.write(reason))`;
  return execFileSync(process.execPath, ['-e', ask], { encoding: 'utf8' });
}

const reason = whyNoContainers();
const withEngine = reason ? describe.skip : describe;

withEngine(`a stack of containers${reason && ` (skipped: ${reason})`}`, () => {
  const env = environmentFor('containers');
  const allOf = (mark: string): Record<string, string> => ({
    kafka: mark,
    postgres: mark,
    redis: mark,
    mongo: mark,
  });
  const containersOf = (folder: string): ReturnType<typeof containersNamed> =>
    containersNamed(`ordersaga-${readFileSync(join(folder, 'id'), 'utf8')}-`);
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

  it('keeps what was written when it is stopped and started again, on other ports, until it is reset', async () => {
    stack = await startLocalStack({ dataDir, ports: 'any', env });
    expect(Object.values(stack.components).map(({ strategy }) => strategy)).toEqual(
      Array(4).fill('containers'),
    );
    await leaveMarks(stack, 'still here');
    await stack.stop();
    expect(await containersOf(dataDir)).toEqual([]);

    stack = await startLocalStack({ dataDir, ports: 'any', env });

    expect(await findMarks(stack)).toEqual(allOf('still here'));
    await stack.stop();
    await resetData(dataDir);

    stack = await startLocalStack({ dataDir, ports: 'any', env });

    await expect(leaveMarks(stack, 'the first')).resolves.toBeUndefined();
  });

  it('starts a server again that was killed or runs, with its data and on its port', async () => {
    const ended: string[] = [];
    const onUnexpectedEnd = (name: string): void => void ended.push(name);
    stack = await startLocalStack({ dataDir, ports: 'any', env, onUnexpectedEnd });
    await leaveMarks(stack, 'acknowledged');
    const servers = Object.values(stack.components);
    const local = servers.filter(({ pid }) => pid !== undefined);
    const restarted = (): Promise<unknown> => Promise.all(servers.map(async (server) => server.restart?.()));

    for (const { pid } of local) process.kill(pid ?? 0, 'SIGKILL');
    await until('all that were killed are reported', () => ended.length === local.length);
    await restarted();

    // MongoDB has on disk what it acknowledged with `j`; what stands in for it may not.
    const { mongo: _, ...others } = allOf('acknowledged');
    const kept = stack.components.mongo.version.includes('not MongoDB') ? others : allOf('acknowledged');
    expect(await findMarks(stack)).toMatchObject(kept);
    await restarted();
    expect(await findMarks(stack)).toMatchObject(kept);
    expect(ended).toHaveLength(local.length);
  });

  it('starts a server again whose container was removed, with its data', async () => {
    stack = await startLocalStack({ components: ['redis'], dataDir, ports: 'any', env });
    const { redis } = stack.components;
    await inRedis(redis.url, (client) => client.set('mark', 'kept'));

    await removeContainers(await containersOf(dataDir));
    await redis.restart?.();

    expect(await inRedis(redis.url, (client) => client.get('mark'))).toBe('kept');
  });

  it('tells versions and has logs, and leaves no container and no volume when it was temporary', async () => {
    stack = await startLocalStack({ dataDir: 'temporary', ports: 'any', env });
    const { kafka, postgres, redis, mongo } = stack.components;
    expect(kafka.version).toBe('4.1');
    expect(postgres.version).toMatch(/^18\.\d+$/);
    expect(redis.version).toMatch(/^8\.\d+\.\d+$/);
    expect(mongo.version).toMatch(/^8\.\d+\.\d+$|\(not MongoDB\)$/);
    const logs = join(stack.dataDir, 'logs');
    const log = (name: string): string => readFileSync(join(logs, `${name}.log`), 'utf8');
    await until('Kafka has said so', () => log('kafka').includes('Kafka Server started'));
    await until('Postgres has', () => log('postgres').includes('database system is ready'));
    await until('Redis has', () => log('redis').includes('Ready to accept connections'));
    const containers = await containersOf(stack.dataDir);
    const volumes = containers.flatMap((one) => one.volumes);
    const name = `ordersaga-${readFileSync(join(stack.dataDir, 'id'), 'utf8')}-`;
    expect(containers).toHaveLength(4);
    expect(await volumesAmong(volumes)).toHaveLength(volumes.length);

    await stack.stop();

    expect(await containersNamed(name)).toEqual([]);
    expect(await volumesAmong(volumes)).toEqual([]);
  });

  it('is gone when its parent is killed, which Ctrl-C alone does not do', async () => {
    const parent = await startParent(
      { components: ['redis', 'postgres'], dataDir: 'temporary' },
      'containers',
    );
    const volumes = (await containersOf(parent.dataDir)).flatMap((one) => one.volumes);
    const ports = parent.servers.map(({ url }) => Number(new URL(url).port));
    const heard = new Promise((resolve) => parent.output.once('line', resolve));
    process.kill(-(parent.process.pid ?? 0), 'SIGINT');
    expect(await heard).toBe('interrupted');
    for (const port of ports) expect(await isFree(port)).toBe(false);

    parent.process.kill('SIGKILL');

    for (const port of ports) await until(`nobody listens on ${port}`, () => isFree(port), 60_000);
    await until('the folder is gone', () => !existsSync(parent.dataDir), 60_000);
    expect(await volumesAmong(volumes)).toEqual([]);
  });

  it('leaves no container when its parent is killed while the engine makes it', async () => {
    const parent = spawnParent({ components: ['redis', 'postgres'], dataDir }, 'containers');
    const begun = async (): Promise<boolean> =>
      existsSync(join(dataDir, 'id')) && (await containersOf(dataDir)).length > 0;
    await until('it is about it', begun, 60_000);
    const { warden } = JSON.parse(readFileSync(join(dataDir, 'running.json'), 'utf8')) as RunRecord;

    parent.kill('SIGKILL');

    await until('the warden is gone', () => identify(warden?.pid ?? 0) === undefined, 60_000);
    expect(await containersOf(dataDir)).toEqual([]);
  });

  it('gives way to child processes when an image is not to be had, and says why in one line', async () => {
    process.env.TESTCONTAINERS_HUB_IMAGE_NAME_PREFIX = 'registry.invalid';
    const lines: string[] = [];
    try {
      stack = await startLocalStack({
        components: ['redis'],
        dataDir,
        ports: 'any',
        env: { ...env, LOCAL_STACK: '' },
        onProgress: (_, line) => lines.push(line),
      });
    } finally {
      delete process.env.TESTCONTAINERS_HUB_IMAGE_NAME_PREFIX;
    }

    expect(stack.components.redis.strategy).toBe('embedded');
    expect(lines.filter((line) => line.includes("can't"))).toEqual([
      expect.stringMatching(/^registry\.invalid\/redis:8 can't be pulled \(.+\); trying embedded instead$/),
    ]);
  }, 120_000);
});
