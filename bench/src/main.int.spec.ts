import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually, stack } from '@ordersaga/test-kit';
import { Kafka, logLevel } from 'kafkajs';
import { Client } from 'pg';

/** The benchmark as a process, on the run's servers, with a folder for temporary files of its own. */
class BenchRun {
  output = '';
  progress = '';
  readonly temporary = mkdtempSync(join(tmpdir(), 'bench-'));
  readonly exited: Promise<number | null>;
  private readonly child: ChildProcess;

  constructor(...args: string[]) {
    const { kafka, postgres, redis, mongo } = stack();
    this.child = spawn(process.execPath, [join(__dirname, '../dist/main.js'), ...args], {
      env: {
        PATH: process.env.PATH,
        TMPDIR: this.temporary,
        KAFKA_BROKERS: kafka,
        POSTGRES_URL: postgres,
        REDIS_URL: redis,
        MONGO_URL: mongo,
      },
    });
    this.child.stdout?.on('data', (data: Buffer) => (this.output += data.toString()));
    this.child.stderr?.on('data', (data: Buffer) => (this.progress += data.toString()));
    this.exited = new Promise((resolve) => this.child.once('close', resolve));
  }

  signal(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  /** The processes it has started and that still run. */
  children(): number[] {
    const processes = execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' }).trim().split('\n');
    return processes
      .map((line) => line.trim().split(/\s+/).map(Number))
      .filter(([, parent]) => parent === this.child.pid)
      .map(([pid]) => pid as number);
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** Databases and topics of benchmarks. */
async function leftovers(name: string): Promise<string[]> {
  const client = new Client({ connectionString: stack().postgres });
  await client.connect();
  const { rows } = await client.query<{ datname: string }>('SELECT datname FROM pg_database');
  await client.end();
  const kafka = new Kafka({ brokers: stack().kafka.split(','), logLevel: logLevel.NOTHING });
  const admin = kafka.admin();
  await admin.connect();
  const topics = await admin.listTopics();
  await admin.disconnect();
  const all = [...rows.map(({ datname }) => datname.replaceAll('_', '-')), ...topics];
  return all.filter((each) => each.includes(`bench-${name}-`));
}

describe('npm run bench', () => {
  const runs: BenchRun[] = [];
  const bench = (...args: string[]): BenchRun => {
    const run = new BenchRun(...args);
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

  it('measures a case and gives its figures as JSON, and nothing else, on standard output', async () => {
    const running = bench('append', '--json', '--scale', '0.02', '--repetitions', '2');
    expect(await running.exited).toBe(0);
    const [figure, ...others] = JSON.parse(running.output) as Record<string, unknown>[];
    expect(others).toEqual([]);
    expect(Object.keys(figure ?? {})).toEqual(['name', 'value', 'reference', 'ratio', 'target', 'met']);
    expect(figure).toMatchObject({ name: 'append', target: 2.5 });
    const { value, reference, ratio, met } = figure as Record<
      'value' | 'reference' | 'ratio' | 'met',
      number
    >;
    expect(value).toBeGreaterThan(0);
    expect(ratio).toBeCloseTo(value / reference);
    expect(met).toBe(ratio >= 2.5);
    expect(running.progress).toMatch(/append\s+1 of 1: about 1 min, at full size/);
    expect(running.progress).toMatch(/append\s+run 2 of 2/);
    expect(await leftovers('append')).toEqual([]);
    expect(readdirSync(running.temporary)).toEqual([]);
  }, 60_000);

  it('leaves nothing behind on Ctrl-C', async () => {
    const running = bench('relay-latency');
    await eventually(() => expect(running.progress).toMatch(/run 1 of 3/), { within: 60_000 });
    expect(await leftovers('relay-latency')).toHaveLength(2);
    running.signal('SIGINT');
    expect(await running.exited).toBe(130);
    expect(running.output).toBe('');
    await eventually(async () => expect(await leftovers('relay-latency')).toEqual([]));
    expect(readdirSync(running.temporary)).toEqual([]);
  }, 120_000);

  it('leaves nothing behind on Ctrl-C while the services start', async () => {
    const running = bench('saga');
    const [warden, services] = [1, 6];
    await eventually(() => expect(running.children()).toHaveLength(warden + services), { within: 60_000 });
    const children = running.children();
    running.signal('SIGINT');
    expect(await running.exited).toBe(130);
    await eventually(() => expect(children.filter(isAlive)).toEqual([]));
    expect(await leftovers('saga')).toEqual([]);
    expect(readdirSync(running.temporary)).toEqual([]);
  }, 120_000);

  it('names the benchmarks there are when it is asked for another, and explains itself', async () => {
    const unknown = bench('speed');
    expect(await unknown.exited).toBe(2);
    expect(unknown.progress).toMatch(/There is no benchmark speed\. There are: append, relay-drain/);
    const help = bench('--help');
    expect(await help.exited).toBe(0);
    expect(help.output).toMatch(/Usage: npm run bench/);
  });
});
