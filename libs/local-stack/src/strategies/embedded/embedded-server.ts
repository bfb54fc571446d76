import { setTimeout as pause } from 'node:timers/promises';
import type { ComponentName, RunningComponent } from '../../component';
import { ServerFailedError } from '../../errors';
import { tailOf } from '../../log-file';
import { probeUntilReady } from '../../probes/probe';
import { ServerProcess, type ServerCommand } from '../../processes/server-process';
import type { StartContext } from '../strategy';

/** A server whose programs and data are in place. */
export interface PreparedServer {
  /** How to start it so that it listens on this loopback port. */
  command(port: number): Promise<ServerCommand>;
  url(port: number): string;
  /** Variables that its clients need besides the URL. */
  readonly environment?: Readonly<Record<string, string>>;
  /** What the log says about a failure that goes away by itself: the start is tried again. */
  readonly passes?: RegExp;
  /** Says the version more exactly than the server's protocol does. */
  describeVersion?(asked: string): string;
}

/** A kind of server that can run as a child process. */
export interface EmbeddedServer {
  readonly name: ComponentName;
  readonly usualPort: number;
  /** Fetches, copies and formats what is not there yet; a second time it finds everything done. */
  prepare(context: StartContext): Promise<PreparedServer>;
}

const readyWithinMs = 120_000;
const passesWithinMs = 10_000;
const portAttempts = 3;
const portTaken = /address already in use|EADDRINUSE|BindException/i;

/** Prepares and starts a server on a free port, and waits until it answers. */
export async function startEmbedded(
  server: EmbeddedServer,
  context: StartContext,
): Promise<RunningComponent> {
  const prepared = await server.prepare(context);
  for (let attempt = 1; ; attempt += 1) {
    const port = await context.ports.allocate(server.usualPort);
    if (context.ports.isDetour(port, server.usualPort))
      context.progress(`port ${server.usualPort} is taken, using ${port}`);
    try {
      return await EmbeddedComponent.start(server.name, prepared, port, context);
    } catch (error) {
      // Somebody was faster to take the port between our look and the server's.
      const lost = error instanceof ServerFailedError && portTaken.test(error.logTail);
      if (!lost || attempt === portAttempts) throw error;
    }
  }
}

class EmbeddedComponent implements RunningComponent {
  readonly strategy = 'embedded';
  private server: ServerProcess | undefined;
  version = 'unknown';

  private constructor(
    readonly name: ComponentName,
    private readonly prepared: PreparedServer,
    private readonly port: number,
    private readonly context: StartContext,
  ) {}

  static async start(
    name: ComponentName,
    prepared: PreparedServer,
    port: number,
    context: StartContext,
  ): Promise<RunningComponent> {
    const component = new EmbeddedComponent(name, prepared, port, context);
    await component.launch();
    return component;
  }

  get url(): string {
    return this.prepared.url(this.port);
  }

  get environment(): Readonly<Record<string, string>> | undefined {
    return this.prepared.environment;
  }

  get pid(): number | undefined {
    return this.server?.running ? this.server.pid : undefined;
  }

  async stop(): Promise<void> {
    const { server } = this;
    this.server = undefined;
    await server?.stop();
  }

  async restart(): Promise<void> {
    await this.stop();
    await this.launch();
  }

  private async launch(): Promise<void> {
    const deadline = performance.now() + passesWithinMs;
    for (;;) {
      try {
        return await this.launchOnce();
      } catch (error) {
        const passes = error instanceof ServerFailedError && this.prepared.passes?.test(error.logTail);
        if (!passes || performance.now() > deadline) throw error;
        await pause(100);
      }
    }
  }

  private async launchOnce(): Promise<void> {
    const command = await this.prepared.command(this.port);
    this.context.progress('starting');
    const server = ServerProcess.start(this.name, command, this.context.warden);
    this.server = server;
    try {
      const asked = await probeUntilReady(this.name, this.url, {
        withinMs: readyWithinMs,
        environment: this.environment,
        stopWhen: () => !server.running,
      });
      if (!server.running) throw new Error('another server answers on its port');
      this.version = this.prepared.describeVersion?.(asked) ?? asked;
    } catch (error) {
      throw await this.failure(server, command.logFile, error);
    }
    void server.ended.then((ending) => {
      if (this.server === server) this.context.onUnexpectedEnd(ending);
    });
  }

  private async failure(server: ServerProcess, logFile: string, cause: unknown): Promise<ServerFailedError> {
    const reason = cause instanceof Error ? cause.message : String(cause);
    const problem = server.running
      ? `did not answer within ${readyWithinMs / 1000} s (${reason})`
      : `ended while it was starting (${await server.ended})`;
    await this.stop();
    return new ServerFailedError(this.name, problem, logFile, tailOf(logFile), { cause });
  }
}
