import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '@ordersaga/test-kit';
import { root } from './outage';

/** The command as a process, with a folder for temporary files of its own. */
class FaultsRun {
  output = '';
  progress = '';
  readonly temporary = mkdtempSync(join(tmpdir(), 'faults-'));
  readonly exited: Promise<number | null>;
  private readonly child: ChildProcess;

  constructor(...args: string[]) {
    this.child = spawn(process.execPath, [join(root, 'faults/dist/main.js'), ...args], {
      env: { ...process.env, TMPDIR: this.temporary },
    });
    this.child.stdout?.on('data', (data: Buffer) => (this.output += data.toString()));
    this.child.stderr?.on('data', (data: Buffer) => (this.progress += data.toString()));
    this.exited = new Promise((resolve) => this.child.once('close', resolve));
  }

  signal(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

describe('npm run faults', () => {
  const runs: FaultsRun[] = [];
  const faults = (...args: string[]): FaultsRun => {
    const run = new FaultsRun(...args);
    runs.push(run);
    return run;
  };
  afterEach(async () => {
    for (const run of runs.splice(0)) {
      run.signal('SIGKILL');
      await run.exited;
      rmSync(run.temporary, { recursive: true, force: true });
    }
  });

  it('explains itself, and names what there is when it is asked for something else', async () => {
    const help = faults('--help');
    expect(await help.exited).toBe(0);
    expect(help.output).toMatch(/^Usage: npm run faults/);
    const unknown = faults('--only', 'flood');
    expect(await unknown.exited).toBe(2);
    expect(unknown.progress).toMatch(/--only takes kill, terminate, stop/);
  }, 60_000);

  it('leaves nothing behind on Ctrl-C, in the middle of a fault', async () => {
    const log = join(mkdtempSync(join(tmpdir(), 'faults-log-')), 'services');
    const run = faults('--only', 'kill,stop', '--seed', '2', '--log', log);
    await eventually(() => expect(run.progress).toMatch(/ (kill -9|SIGSTOP) \w/), { within: 120_000 });
    const pids = new Set(
      [...readFileSync(log, 'utf8').matchAll(/"pid":(\d+)/g)].map(([, pid]) => Number(pid)),
    );
    expect(pids.size).toBeGreaterThanOrEqual(12);
    run.signal('SIGINT');
    expect(await run.exited).toBe(130);
    expect(run.output).toBe('');
    expect([...pids].filter(isRunning)).toEqual([]);
    expect(readdirSync(run.temporary)).toEqual([]);
    rmSync(join(log, '..'), { recursive: true });
  }, 240_000);
});
