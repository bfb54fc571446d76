import { randomUUID } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { ComponentName, StrategyName } from './component';
import { DataFolderInUseError } from './errors';
import { endProcesses } from './processes/end-processes';
import { isAlive } from './processes/process-identity';
import { tryLock, type ProcessLock } from './processes/process-lock';
import type { RunRecord } from './warden/warden';

/** `.ordersaga/data` in the project this library is part of. */
export const defaultDataDir = resolve(__dirname, '..', '..', '..', '.ordersaga', 'data');

/** Longer than the warden of a killed run takes for a clean end of its servers. */
const wardenPatienceMs = 45_000;

/** The folder a stack keeps its data, its logs and its books in; one stack at a time works on it. */
export class DataFolder {
  private readonly annexes: string[] = [];

  private constructor(
    readonly path: string,
    readonly temporary: boolean,
    private readonly lock: ProcessLock,
  ) {}

  /**
   * Makes the folder, or for `temporary` a new one that goes in the end, ready and ours. What a killed run left running on it is ended first.
   * @throws DataFolderInUseError when a living process holds it
   */
  static async claim(dataDir: string): Promise<DataFolder> {
    const temporary = dataDir === 'temporary';
    const path = temporary ? mkdtempSync(join(tmpdir(), 'ordersaga-')) : resolve(dataDir);
    mkdirSync(join(path, 'logs'), { recursive: true });
    // A server that runs as another user has to get through, not to look around.
    if (temporary) chmodSync(path, 0o711);
    const lock = tryLock(join(path, 'lock'));
    if ('heldBy' in lock) throw new DataFolderInUseError(path, lock.heldBy.pid);
    const folder = new DataFolder(path, temporary, lock);
    try {
      await folder.endFormerRun();
    } catch (error) {
      lock.release();
      throw error;
    }
    return folder;
  }

  /** Where the warden's book on running processes is. */
  get runRecord(): string {
    return join(this.path, 'running.json');
  }

  /** A name for this data that no other folder has, the same as long as the data lasts. */
  get id(): string {
    const id = this.knownId ?? randomUUID().slice(0, 8);
    writeFileSync(join(this.path, 'id'), id);
    return id;
  }

  /** That name if anybody has asked for it yet. */
  get knownId(): string | undefined {
    try {
      return readFileSync(join(this.path, 'id'), 'utf8');
    } catch {
      return undefined;
    }
  }

  /** The strategies that have data of a component, the last one used first: another one would start empty. */
  strategiesOf(component: ComponentName): readonly StrategyName[] {
    return this.readStrategies()[component] ?? [];
  }

  noteStrategy(component: ComponentName, strategy: StrategyName): void {
    const others = this.strategiesOf(component).filter((other) => other !== strategy);
    const known = { ...this.readStrategies(), [component]: [strategy, ...others] };
    writeFileSync(this.strategiesFile, JSON.stringify(known, null, 2));
  }

  /** A component's own folder, there already. */
  of(component: ComponentName | 'mongo-java-server'): string {
    const folder = join(this.path, component);
    mkdirSync(folder, { recursive: true });
    return folder;
  }

  /** The log of a server or of a step, such as `kafka` or `postgres-init`. */
  logFile(name: string): string {
    return join(this.path, 'logs', `${name}.log`);
  }

  /** Has a folder elsewhere removed together with a temporary one. */
  annex(folder: string): void {
    this.annexes.push(folder);
  }

  /** Gives the folder back; a temporary one is removed. */
  async release(): Promise<void> {
    const removal = { recursive: true, force: true, maxRetries: 5 };
    if (this.temporary) await Promise.all([this.path, ...this.annexes].map((folder) => rm(folder, removal)));
    else await rm(this.runRecord, { force: true });
    this.lock.release();
  }

  /** Waits for the warden of a killed run, and ends what even that one could not. */
  private async endFormerRun(): Promise<void> {
    const run = this.readRunRecord();
    if (!run) return;
    const deadline = performance.now() + wardenPatienceMs;
    while (run.warden && isAlive(run.warden) && performance.now() < deadline) await pause(50);
    await endProcesses(run.processes);
    await rm(this.runRecord, { force: true });
  }

  private readRunRecord(): RunRecord | undefined {
    try {
      return JSON.parse(readFileSync(this.runRecord, 'utf8')) as RunRecord;
    } catch {
      return undefined;
    }
  }

  private get strategiesFile(): string {
    return join(this.path, 'strategies.json');
  }

  private readStrategies(): Partial<Record<ComponentName, StrategyName[]>> {
    try {
      return JSON.parse(readFileSync(this.strategiesFile, 'utf8')) as Record<ComponentName, StrategyName[]>;
    } catch {
      return {};
    }
  }
}
