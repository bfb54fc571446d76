import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync } from 'node:fs';
import { openLog } from '../log-file';
import type { Warden } from '../warden/warden';
import { endProcess } from './end-processes';
import { identify } from './process-identity';

/** An operating system user to run as. */
export interface ProcessUser {
  readonly uid: number;
  readonly gid: number;
}

/** A program, how to start it and how to end it. */
export interface ServerCommand {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  readonly cwd: string;
  readonly user?: ProcessUser | undefined;
  /** Takes what the program writes, both streams. */
  readonly logFile: string;
  /** Asks for a clean end; default SIGTERM. */
  readonly stopSignal?: NodeJS.Signals;
}

/** How a process ended, in words: `exit code 1`, `signal SIGKILL`, or why it never began. */
export type Ending = string;

const graceMs = 20_000;

/** A child that Ctrl-C does not reach (its own session), that logs to a file, and that the warden watches. */
export class ServerProcess {
  /** Settles once, never rejects. */
  readonly ended: Promise<Ending>;
  private ending: Ending | undefined;

  private constructor(
    private readonly child: ChildProcess,
    private readonly name: string,
    private readonly command: ServerCommand,
    warden: Warden,
  ) {
    this.ended = new Promise((resolve) => {
      child.once('error', (error) => resolve(error.message));
      child.once('exit', (code, signal) => resolve(signal ? `signal ${signal}` : `exit code ${code ?? 0}`));
    });
    const { pid } = child;
    if (pid !== undefined)
      warden.register(pid, { name, kind: 'server', stopSignal: command.stopSignal ?? 'SIGTERM', graceMs });
    void this.ended.then((ending) => {
      this.ending = ending;
      if (pid !== undefined) warden.forget(pid);
    });
  }

  static start(name: string, command: ServerCommand, warden: Warden): ServerProcess {
    const log = openLog(command.logFile);
    try {
      const child = spawn(command.command, command.args, {
        cwd: command.cwd,
        env: command.env,
        detached: true,
        stdio: ['ignore', log, log],
        ...command.user,
      });
      return new ServerProcess(child, name, command, warden);
    } finally {
      closeSync(log);
    }
  }

  get pid(): number | undefined {
    return this.child.pid;
  }

  get running(): boolean {
    return this.ending === undefined;
  }

  /** Ends the process cleanly, or after 20 s by force, and waits until it is gone. */
  async stop(): Promise<void> {
    const identity = this.running && this.pid !== undefined ? identify(this.pid) : undefined;
    if (identity) {
      const stopSignal = this.command.stopSignal ?? 'SIGTERM';
      await endProcess({ ...identity, name: this.name, kind: 'server', stopSignal, graceMs });
    }
    await this.ended;
  }
}

/**
 * Runs a program to its end, under the warden's eye like a server.
 * @returns how it ended; `exit code 0` is a success
 */
export function runToEnd(name: string, command: ServerCommand, warden: Warden): Promise<Ending> {
  return ServerProcess.start(name, command, warden).ended;
}
