import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually, stack } from '@ordersaga/test-kit';
import type { StackDocument } from '../src';
import { root } from './system-under-test';

const home = mkdtempSync(join(tmpdir(), 'ordersaga-start-'));
const stackFile = join(home, 'stack.json');

/** `npm start` on the run's servers, with a folder of its own. */
class Start {
  output = '';
  readonly exited: Promise<number | null>;
  private readonly child: ChildProcess;

  constructor(...args: string[]) {
    const { kafka, postgres, redis, mongo } = stack();
    this.child = spawn(process.execPath, [join(root, 'libs/launcher/dist/start.js'), ...args], {
      env: {
        PATH: process.env.PATH,
        ORDERSAGA_HOME: home,
        KAFKA_BROKERS: kafka,
        POSTGRES_URL: postgres,
        REDIS_URL: redis,
        MONGO_URL: mongo,
        // Where services are is learned from what they say, also of those that say little.
        LOG_LEVEL: 'warn',
      },
    });
    for (const stream of [this.child.stdout, this.child.stderr])
      stream?.on('data', (data: Buffer) => (this.output += data.toString()));
    this.exited = new Promise((resolve) => this.child.once('close', resolve));
  }

  signal(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  shows(text: string | RegExp): Promise<void> {
    return eventually(() => expect(this.output).toMatch(text), { within: 90_000, every: 100 });
  }
}

const readStackFile = (): StackDocument => JSON.parse(readFileSync(stackFile, 'utf8')) as StackDocument;
const alive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};
const pidsOf = (document: StackDocument): number[] =>
  Object.values(document.services).flatMap((instances) => instances.map(({ pid }) => pid as number));

describe('npm start', () => {
  let running: Start | undefined;
  afterEach(async () => {
    running?.signal('SIGKILL');
    await running?.exited;
  });
  afterAll(() => rmSync(home, { recursive: true }));

  it('shows each journey and both answers, says where everything is, and stops all of it', async () => {
    running = new Start();
    await running.shows(/Ctrl-C stops all of it/);
    expect(running.output).toMatch(/order\s+completed/);
    expect(running.output).toMatch(/failed: insufficient-stock/);
    expect(running.output).toMatch(/failed: payment-declined/);
    expect(running.output).toMatch(/stock\s+released/);
    expect(running.output).toMatch(/completed after \d+ ms at the median/);
    expect(running.output).toMatch(/items changed: 1 × keyboard, 2 × mouse/);
    expect(running.output).toMatch(/200, suspended, 89\.70 EUR {2}POST …\/confirm/);
    expect(running.output).toMatch(/keyboard\s+3 ordered/);
    expect(running.output).toMatch(
      /17 successful, 2 not \(1 insufficient-stock, 1 payment-declined\), 0 open: 89\.5 %/,
    );

    const document = readStackFile();
    expect(Object.keys(document.components).sort()).toEqual(['kafka', 'mongo', 'postgres', 'redis']);
    expect(document.components.kafka).toMatchObject({ strategy: 'external', url: stack().kafka });
    const ready = await Promise.all(
      Object.values(document.services).map(async ([first]) => (await fetch(`${first?.url}/readyz`)).status),
    );
    expect(ready).toEqual([200, 200, 200, 200, 200, 200]);

    const second = new Start();
    expect(await second.exited).toBe(1);
    expect(second.output).toMatch(/is in use by process \d+\. Stop that one first/);

    running.signal('SIGINT');
    expect(await running.exited).toBe(0);
    expect(existsSync(stackFile)).toBe(false);
    expect(pidsOf(document).filter(alive)).toEqual([]);
  }, 180_000);

  it('leaves nothing behind when it is killed', async () => {
    running = new Start('--no-demo');
    await running.shows(/Ctrl-C stops all of it/);
    const pids = pidsOf(readStackFile());
    expect(pids.every(alive)).toBe(true);
    running.signal('SIGKILL');
    await eventually(() => expect(pids.filter(alive)).toEqual([]), { within: 30_000 });
    await eventually(() => expect(existsSync(stackFile)).toBe(false));
  }, 120_000);

  it('starts a service again that was killed, and says where it is now', async () => {
    running = new Start('--no-demo');
    await running.shows(/Ctrl-C stops all of it/);
    const killed = readStackFile().services.stock?.[0];
    process.kill(killed?.pid as number, 'SIGKILL');
    await running.shows(/stock ended by itself; starting it again/);
    await running.shows(/stock is back/);
    const now = readStackFile().services.stock?.[0];
    expect(now?.pid).not.toBe(killed?.pid);
    expect(now?.url).toBe(killed?.url);
    expect((await fetch(`${now?.url}/products`)).status).toBe(200);
    running.signal('SIGTERM');
    expect(await running.exited).toBe(0);
  }, 120_000);

  it('explains itself, and refuses what it does not know', async () => {
    running = new Start('--help');
    expect(await running.exited).toBe(0);
    expect(running.output).toMatch(/Usage: npm start/);
    running = new Start('--fast');
    expect(await running.exited).toBe(1);
    expect(running.output).toMatch(/--fast[\s\S]*Usage: npm start/);
  });
});
