import { createWriteStream, readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import type { ContainerRuntimeClient } from 'testcontainers';
import type { ComponentName, RunningComponent } from '../../component';
import { ServerFailedError, StrategyUnavailableError } from '../../errors';
import { openLog, tailOf } from '../../log-file';
import { probeUntilReady } from '../../probes/probe';
import type { StartContext } from '../strategy';
import { endContainers, graceSeconds } from './engine';
import type { ServerImage } from './images';
import { loopbackContainer } from './loopback-container';

const readyWithinMs = 120_000;

interface Parts {
  readonly name: ComponentName;
  readonly server: ServerImage;
  readonly port: number;
  readonly engine: ContainerRuntimeClient;
  readonly context: StartContext;
}

type Container = ReturnType<ContainerRuntimeClient['container']['getById']>;

/** A server in a container, watched until it is stopped. */
export class ContainerComponent implements RunningComponent {
  readonly strategy = 'containers';
  version = 'unknown';
  pid: number | undefined;
  private stopping = false;

  private constructor(
    private readonly parts: Parts,
    private readonly container: Container,
    private readonly containerName: string,
  ) {}

  /** @throws StrategyUnavailableError when the container can't be made, or can't be reached from here */
  static async start(parts: Parts): Promise<RunningComponent> {
    const containerName = volumeName(parts.context.folder.id, parts.name);
    const container = await createContainer(parts, containerName);
    const component = new ContainerComponent(parts, container, containerName);
    await component.becomeReady();
    return component;
  }

  get name(): ComponentName {
    return this.parts.name;
  }

  get url(): string {
    return this.parts.server.url(this.parts.port);
  }

  async stop(): Promise<void> {
    this.stopping = true;
    this.pid = undefined;
    await endContainers([this.containerName]);
    this.parts.context.warden.forgetContainer(this.containerName);
  }

  async restart(): Promise<void> {
    this.stopping = true;
    await this.container.restart({ t: graceSeconds });
    this.stopping = false;
    await this.becomeReady();
  }

  private async becomeReady(): Promise<void> {
    const { context, engine, name } = this.parts;
    const logFile = context.folder.logFile(name);
    await this.copyLog(engine, logFile);
    let ended: string | undefined;
    void this.container.wait().then(
      ({ StatusCode }: { StatusCode: number }) => (ended = `exit code ${StatusCode}`),
      () => (ended = 'it is gone'),
    );
    try {
      this.version = await probeUntilReady(name, this.url, {
        withinMs: readyWithinMs,
        stopWhen: () => ended !== undefined,
      });
    } catch (error) {
      await pause(100); // for the end of the log
      await this.stop();
      const reason = error instanceof Error ? error.message : String(error);
      const problem = ended ? `its container ended (${ended})` : `does not answer at its port (${reason})`;
      throw new ServerFailedError(name, problem, logFile, tailOf(logFile), { cause: error });
    }
    this.pid = await this.findPid();
    this.reportEnd();
  }

  private async copyLog({ container }: ContainerRuntimeClient, logFile: string): Promise<void> {
    const output = await container.logs(this.container);
    output.pipe(createWriteStream(logFile, { fd: openLog(logFile) })).on('error', () => undefined);
  }

  private reportEnd(): void {
    void this.container.wait().then(
      ({ StatusCode }: { StatusCode: number }) => {
        if (this.stopping) return;
        this.pid = undefined;
        this.parts.context.onUnexpectedEnd(`exit code ${StatusCode}`);
      },
      () => undefined,
    );
  }

  /** The engine may run in a machine of its own, whose process ids mean nothing here: the process tells which it is. */
  private async findPid(): Promise<number | undefined> {
    const { State } = await this.container.inspect();
    try {
      const cgroup = readFileSync(`/proc/${State.Pid}/cgroup`, 'utf8');
      const mounts = readFileSync(`/proc/${State.Pid}/mountinfo`, 'utf8');
      return (cgroup + mounts).includes(this.container.id) ? State.Pid : undefined;
    } catch {
      return undefined;
    }
  }
}

/** What a killed run left behind has the same name, and is replaced. */
async function createContainer(
  { server, port, engine, context }: Parts,
  containerName: string,
): Promise<Container> {
  const { folder, progress, warden } = context;
  await endContainers([containerName]);
  progress(`starting a container of ${server.image}`);
  warden.registerContainer(containerName);
  const volume = folder.temporary ? undefined : containerName;
  try {
    const options = { name: containerName, hostPort: port, volume };
    const container = await (await loopbackContainer(server, options)).start();
    return engine.container.getById(container.getId());
  } catch (error) {
    await endContainers([containerName]);
    warden.forgetContainer(containerName);
    const reason = error instanceof Error ? error.message : String(error);
    throw new StrategyUnavailableError(`its container can't be started (${reason})`, { cause: error });
  }
}

/** The name of a component's container and of the volume with its data: the same as long as the data folder lasts. */
export function volumeName(folderId: string, component: ComponentName): string {
  return `ordersaga-${folderId}-${component}`;
}
