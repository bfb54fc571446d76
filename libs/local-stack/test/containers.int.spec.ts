import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { resetData, startLocalStack, type LocalStack } from '../src';
import { isFree } from '../src/ports';
import { environmentFor } from './environment-for';
import { findMarks, leaveMarks } from './marks';
import { startParent } from './started-parent';
import { until } from './until';

jest.setTimeout(600_000); // the images may have to be pulled

/** Jest wants to know which tests there are before it can wait for anything. */
function engineAnswers(): boolean {
  const engine = JSON.stringify(join(__dirname, '..', 'dist', 'strategies', 'containers', 'engine.js'));
  const ask = `require(${engine}).engineAnswers().then((answers) => process.exit(answers ? 0 : 1))`;
  try {
    execFileSync(process.execPath, ['-e', ask], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

const reason = 'no Docker engine answers here';
const withEngine = engineAnswers() ? describe : describe.skip;

withEngine(`a stack of containers (skipped when ${reason})`, () => {
  const env = environmentFor('containers');
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
    expect(Object.values(stack.components).map(({ strategy }) => strategy)).toEqual(
      Array(4).fill('containers'),
    );
    await leaveMarks(stack, 'still here');
    await stack.stop();

    stack = await startLocalStack({ dataDir, ports: 'any', env });

    const mark = 'still here';
    expect(await findMarks(stack)).toEqual({ kafka: mark, postgres: mark, redis: mark, mongo: mark });
  });

  it('is empty after a reset', async () => {
    stack = await startLocalStack({ dataDir, ports: 'any', env });
    await leaveMarks(stack, 'soon gone');
    await stack.stop();
    await resetData(dataDir);

    stack = await startLocalStack({ dataDir, ports: 'any', env });

    await expect(leaveMarks(stack, 'the first')).resolves.toBeUndefined();
  });

  it('starts a server again that was killed, with its data and on its port', async () => {
    const ended: string[] = [];
    const onUnexpectedEnd = (name: string): void => void ended.push(name);
    stack = await startLocalStack({ dataDir, ports: 'any', env, onUnexpectedEnd });
    await leaveMarks(stack, 'acknowledged');
    const servers = Object.values(stack.components);
    const local = servers.filter(({ pid }) => pid !== undefined);

    for (const { pid } of local) process.kill(pid ?? 0, 'SIGKILL');
    await until('all that were killed are reported', () => ended.length === local.length);
    await Promise.all(servers.map(async (server) => server.restart?.()));

    const mark = 'acknowledged';
    expect(await findMarks(stack)).toEqual({ kafka: mark, postgres: mark, redis: mark, mongo: mark });
  });

  it('is gone when its parent is killed', async () => {
    const parent = await startParent(
      { components: ['redis', 'postgres'], dataDir: 'temporary' },
      'containers',
    );
    const ports = parent.servers.map(({ url }) => Number(new URL(url).port));
    for (const port of ports) expect(await isFree(port)).toBe(false);

    parent.process.kill('SIGKILL');

    for (const port of ports) await until(`nobody listens on ${port}`, () => isFree(port), 60_000);
  });
});
