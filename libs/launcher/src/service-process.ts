import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import type { ServiceName } from './topology';

/** A service that did not come up; `output` holds its last lines. */
export class ServiceStartError extends Error {
  readonly code = 'service-start-failed';
  constructor(
    readonly service: ServiceName,
    detail: string,
    readonly output: readonly string[],
  ) {
    super(`${service} ${detail}${output.length > 0 ? `; its last lines:\n${output.join('\n')}` : ''}`);
    this.name = 'ServiceStartError';
  }
}

/** What one instance of a service is started with. */
export interface ServiceProcessOptions {
  readonly name: ServiceName;
  /** The project's root folder. */
  readonly root: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Gets each line that the service writes. */
  readonly onLine: (service: ServiceName, line: string) => void;
  /** Ends a start that is not through. */
  readonly signal?: AbortSignal;
}

/** Milliseconds for a service to listen, to become ready, and to stop before it is killed. */
const limits = { listen: 60_000, ready: 60_000, stop: 30_000 };
const keptLines = 15;

/** One running instance of a service. */
export class ServiceProcess {
  readonly name: ServiceName;
  /** Resolves when the process has ended and its last line was read. */
  readonly exited: Promise<void>;
  private readonly child: ChildProcess;
  private readonly lastLines: string[] = [];
  private address: string | undefined;

  private constructor(readonly options: ServiceProcessOptions) {
    this.name = options.name;
    this.child = spawn(process.execPath, ['--enable-source-maps', entryPoint(options)], {
      // Only what it needs: a service must not come to depend on what happens to be set here.
      env: { PATH: process.env.PATH, NODE_ENV: 'production', ...options.environment },
      stdio: ['ignore', 'pipe', 'pipe'],
      // A process group of its own: Ctrl-C reaches the launcher alone, which stops the services in order.
      detached: true,
    });
    // `close` comes after the last line was read; `error` in its place when nothing could be spawned.
    this.exited = new Promise((resolve) => {
      this.child.once('close', () => resolve());
      this.child.once('error', () => resolve());
    });
    for (const stream of [this.child.stdout, this.child.stderr])
      if (stream) createInterface({ input: stream }).on('line', (line) => this.take(line));
  }

  /**
   * Starts an instance and waits until it is ready.
   * @throws ServiceStartError
   */
  static async start(
    options: ServiceProcessOptions,
    onSpawn: (pid: number) => void,
  ): Promise<ServiceProcess> {
    const instance = new ServiceProcess(options);
    if (instance.child.pid !== undefined) onSpawn(instance.pid);
    try {
      await instance.until('does not listen', limits.listen, async () => instance.address !== undefined);
      await instance.until(
        'does not get ready',
        limits.ready,
        async () => (await fetch(`${instance.url}/readyz`)).ok,
      );
      return instance;
    } catch (error) {
      await instance.stop();
      throw error;
    }
  }

  get pid(): number {
    return this.child.pid as number;
  }

  get url(): string {
    return this.address as string;
  }

  get running(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  /** Lets the instance finish what it has in hand; kills it when that takes too long. */
  async stop(): Promise<void> {
    if (!this.running) return;
    this.child.kill('SIGTERM');
    const limit = setTimeout(() => this.child.kill('SIGKILL'), limits.stop);
    await this.exited;
    clearTimeout(limit);
  }

  /** Sends a signal, for tests that break things. */
  signal(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  private take(line: string): void {
    this.lastLines.push(line);
    if (this.lastLines.length > keptLines) this.lastLines.shift();
    this.address ??= /"url":"(http:[^"]+)","msg":"started"/.exec(line)?.[1];
    this.options.onLine(this.name, line);
  }

  private async until(complaint: string, limit: number, condition: () => Promise<boolean>): Promise<void> {
    const deadline = performance.now() + limit;
    while (!(await condition().catch(() => false))) {
      if (this.options.signal?.aborted)
        throw new ServiceStartError(this.name, 'was stopped while it started', []);
      if (!this.running) throw new ServiceStartError(this.name, 'ended while it started', this.lastLines);
      if (performance.now() > deadline) throw new ServiceStartError(this.name, complaint, this.lastLines);
      await pause(25);
    }
  }
}

function entryPoint({ name, root }: ServiceProcessOptions): string {
  const file = join(root, 'services', name, 'dist', 'main.js');
  if (!existsSync(file)) throw new ServiceStartError(name, 'is not built: run `npm run build`', []);
  return file;
}
