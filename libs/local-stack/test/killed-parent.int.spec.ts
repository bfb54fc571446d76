import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { resetData, startLocalStack } from '../src';
import { identify } from '../src/processes/process-identity';
import type { RunRecord } from '../src/warden/warden';
import { environmentFor } from './environment-for';
import { startParent, type StartedParent } from './started-parent';
import { until } from './until';

jest.setTimeout(120_000);

describe('a process that has a stack', () => {
  it('leaves nothing running, listening or lying about when it is killed', async () => {
    const parent = await startParent({ dataDir: 'temporary' });
    expect(parent.servers.map(({ pid }) => identify(pid)?.pid)).toEqual(parent.servers.map(({ pid }) => pid));
    const { warden } = runRecord(parent);

    parent.process.kill('SIGKILL');

    await until(
      'every server is gone',
      () => parent.servers.every(({ pid }) => identify(pid) === undefined),
      30_000,
    );
    await until('the warden is gone', () => identify(warden?.pid ?? 0) === undefined);
    expect(existsSync(parent.dataDir)).toBe(false);
    for (const { url } of parent.servers) expect(await listens(url)).toBe(false);
  });

  it('keeps its servers when Ctrl-C reaches its process group', async () => {
    const parent = await startParent({ components: ['redis', 'postgres'], dataDir: 'temporary' });
    const heard = new Promise((resolve) => parent.output.once('line', resolve));

    process.kill(-(parent.process.pid ?? 0), 'SIGINT');

    expect(await heard).toBe('interrupted');
    for (const { url } of parent.servers) expect(await listens(url)).toBe(true);
    parent.process.kill('SIGKILL');
    await until('every server is gone', () => parent.servers.every(({ pid }) => identify(pid) === undefined));
  });

  it('gets another warden when its own is killed', async () => {
    const parent = await startParent({ components: ['redis'], dataDir: 'temporary' });
    const first = runRecord(parent).warden?.pid ?? 0;

    process.kill(first, 'SIGKILL');
    await until('there is another warden', () => {
      const { warden } = runRecord(parent);
      return warden !== undefined && warden.pid !== first;
    });
    parent.process.kill('SIGKILL');

    await until('the server is gone', () => parent.servers.every(({ pid }) => identify(pid) === undefined));
  });

  describe('on data that lasts', () => {
    let dataDir: string;
    beforeEach(() => {
      dataDir = mkdtempSync(join(tmpdir(), 'ordersaga-spec-'));
    });
    afterEach(async () => {
      await resetData(dataDir);
      rmSync(dataDir, { recursive: true, force: true });
    });

    it('is followed by another at once when it is killed', async () => {
      const parent = await startParent({ components: ['postgres', 'redis'], dataDir });

      parent.process.kill('SIGKILL');
      await until('it is gone', () => identify(parent.process.pid ?? 0) === undefined);
      const next = await startLocalStack({
        components: ['postgres', 'redis'],
        dataDir,
        ports: 'any',
        env: environmentFor('embedded'),
      });

      expect(parent.servers.map(({ pid }) => identify(pid))).toEqual([undefined, undefined]);
      await next.stop();
    });

    it('is followed by another that ends what was left when its warden was killed with it', async () => {
      const parent = await startParent({ components: ['postgres', 'redis'], dataDir });
      const { warden } = runRecord(parent);
      process.kill(warden?.pid ?? 0, 'SIGKILL');
      parent.process.kill('SIGKILL');
      await until(
        'both are gone',
        () => ![parent.process.pid, warden?.pid].some((pid) => identify(pid ?? 0)),
      );
      expect(parent.servers.map(({ pid }) => identify(pid)?.pid)).toEqual(
        parent.servers.map(({ pid }) => pid),
      );

      const next = await startLocalStack({
        components: ['postgres', 'redis'],
        dataDir,
        ports: 'any',
        env: environmentFor('embedded'),
      });

      expect(parent.servers.map(({ pid }) => identify(pid))).toEqual([undefined, undefined]);
      await next.stop();
    });
  });
});

function runRecord({ dataDir }: StartedParent): RunRecord {
  return JSON.parse(readFileSync(join(dataDir, 'running.json'), 'utf8')) as RunRecord;
}

function listens(url: string): Promise<boolean> {
  const port = Number(/:(\d+)(?:\/|$)/.exec(url)?.[1]);
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true));
    socket.once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}
