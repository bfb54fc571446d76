import { fork, type ChildProcess } from 'node:child_process';
import { existsSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LocalStackError } from '../errors';
import { endProcess, endProcesses, type EndableProcess } from '../processes/end-processes';
import { identify, type ProcessIdentity } from '../processes/process-identity';
import { endContainers } from '../strategies/containers/engine';
import type { WardenMessage } from './messages';

/** How a registered process wants to be ended. */
export interface Registration {
  /** For people who look at what is running; default the pid. */
  readonly name?: string;
  /** Services are ended before servers; default `service`. */
  readonly kind?: 'service' | 'server';
  /** Asks for a clean end; default SIGTERM. */
  readonly stopSignal?: NodeJS.Signals;
  /** Time for a clean end before SIGKILL, in milliseconds; default 10 s. */
  readonly graceMs?: number;
}

/** What a later start finds about a run that could not tidy up, not even through its warden. */
export interface RunRecord {
  readonly warden: ProcessIdentity | undefined;
  readonly processes: readonly EndableProcess[];
}

const builtMain = join(__dirname, '..', '..', 'dist', 'warden', 'main.js');

/**
 * Ends this process' children when this process is gone, also when it was killed with SIGKILL: a small process of its
 * own, outside the terminal's reach, that notices its channel to us closing. If it is killed itself it is replaced.
 */
export class Warden {
  private readonly watched = new Map<number, EndableProcess>();
  private readonly containers = new Set<string>();
  private readonly folders = new Set<string>();
  private child: ChildProcess | undefined;
  private dismissed = false;
  private endsServices = false;

  private constructor(private readonly recordFile: string | undefined) {}

  /**
   * @param recordFile where to note what is running, for the case that the warden is killed too
   * @throws LocalStackError NOT_BUILT when the library's `dist` is missing
   */
  static start(recordFile?: string): Warden {
    if (!existsSync(builtMain))
      throw new LocalStackError('NOT_BUILT', `${builtMain} is missing: run \`npm run build\` first`);
    const warden = new Warden(recordFile);
    warden.appoint();
    return warden;
  }

  /**
   * Has a process ended, should we die. One that leads a process group (`detached`) is killed with its group if it
   * doesn't end in time. A pid that nobody has is ignored.
   */
  register(
    pid: number,
    { name = String(pid), kind = 'service', stopSignal = 'SIGTERM', graceMs = 10_000 }: Registration = {},
  ): void {
    const identity = identify(pid);
    if (!identity) return; // already gone
    const process = { ...identity, name, kind, stopSignal, graceMs };
    if (kind === 'service' && this.endsServices) void endProcess(process);
    this.watched.set(pid, process);
    this.tell({ type: 'watch', process });
    this.record();
  }

  /** Call this when a registered process has ended. */
  forget(pid: number): void {
    if (!this.watched.delete(pid)) return;
    this.tell({ type: 'forget', pid });
    this.record();
  }

  /** Has a container stopped and removed, after the services, should we die. */
  registerContainer(name: string): void {
    this.containers.add(name);
    this.tell({ type: 'watch-container', name });
  }

  /** Call this when a registered container is gone. */
  forgetContainer(name: string): void {
    if (this.containers.delete(name)) this.tell({ type: 'forget-container', name });
  }

  /** Has a folder removed, once every process has ended, should we die. */
  removeFolder(folder: string): void {
    this.folders.add(folder);
    this.tell({ type: 'remove-folder', folder });
  }

  /** Ends the services that are being watched, and from now on each that is registered: a start may be on its way. */
  async endServices(): Promise<void> {
    this.endsServices = true;
    await endProcesses([...this.watched.values()].filter(({ kind }) => kind === 'service'));
  }

  /** Ends everything that is being watched now: processes, services first, and containers. */
  async endAll(): Promise<void> {
    await Promise.all([endProcesses([...this.watched.values()]), endContainers([...this.containers])]);
  }

  /** Sends the warden away; what it watched is left as it is. */
  async dismiss(): Promise<void> {
    this.dismissed = true;
    const child = this.child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((resolve) => child.once('exit', resolve));
    this.tell({ type: 'dismiss' });
    await gone;
  }

  private appoint(): void {
    const child = fork(builtMain, [], {
      detached: true,
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      execArgv: [],
      cwd: '/',
      env: { ...process.env, NODE_OPTIONS: '' },
    });
    child.on('error', () => undefined);
    child.once('exit', () => {
      // The pause keeps a warden that cannot live on this machine from being replaced without end.
      if (!this.dismissed) setTimeout(() => this.dismissed || this.appoint(), 250).unref();
    });
    this.child = child;
    for (const process of this.watched.values()) this.tell({ type: 'watch', process });
    for (const name of this.containers) this.tell({ type: 'watch-container', name });
    for (const folder of this.folders) this.tell({ type: 'remove-folder', folder });
    this.record();
  }

  private tell(message: WardenMessage): void {
    // A warden that has just died hears nothing; its successor is told everything.
    if (this.child?.connected) this.child.send(message, () => undefined);
  }

  private record(): void {
    if (!this.recordFile || this.dismissed) return;
    const pid = this.child?.pid;
    const run: RunRecord = {
      warden: pid === undefined ? undefined : identify(pid),
      processes: [...this.watched.values()],
    };
    try {
      writeFileSync(`${this.recordFile}.new`, JSON.stringify(run, null, 2));
      renameSync(`${this.recordFile}.new`, this.recordFile);
    } catch {
      // Somebody removed the folder under us; the record is a second line of defence and worth no crash.
    }
  }
}
