import { createWriteStream, readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import type { ContainerRuntimeClient } from 'testcontainers';
import type { ComponentName, RunningComponent } from '../../component';
import { ServerFailedError, StrategyUnavailableError } from '../../errors';
import { openLog, tailOf } from '../../log-file';
import { isFree } from '../../ports';
import { probeUntilReady } from '../../probes/probe';
import type { StartContext } from '../strategy';
import { endContainers, graceSeconds, isAbsent, saysEngine } from './engine';
import type { ServerImage } from './images';
import { loopbackContainer } from './loopback-container';

const readyWithinMs = 120_000;
/** An engine opens a port at once, or as soon as its server does; one that is elsewhere never opens it here. */
const reachedWithinMs = 30_000;

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
  /** Counts the times it was started and stopped, so that the end of an earlier run is not taken for this one's. */
  private run = 0;

  private constructor(
    private readonly parts: Parts,
    private container: Container,
    private readonly containerName: string,
  ) {}

  /** @throws StrategyUnavailableError when the container can't be made, or can't be reached from here */
  static async start(parts: Parts): Promise<RunningComponent> {
    const containerName = volumeName(parts.context.folder.id, parts.name);
    const container = await createContainer(parts, containerName);
    const component = new ContainerComponent(parts, container, containerName);
    try {
      await component.isReached();
      await component.becomeReady();
    } catch (error) {
      await component.stop();
      throw error;
    }
    return component;
  }

  get name(): ComponentName {
    return this.parts.name;
  }

  get url(): string {
    return this.parts.server.url(this.parts.port);
  }

  async stop(): Promise<void> {
    this.run += 1;
    this.pid = undefined;
    await endContainers([this.containerName]);
    this.parts.context.warden.forgetContainer(this.containerName);
  }

  async restart(): Promise<void> {
    this.run += 1;
    this.pid = undefined;
    try {
      await this.container.restart({ t: graceSeconds });
    } catch (error) {
      // Somebody removed it; what it had in a volume is still there.
      if (!isAbsent(error) || this.parts.context.folder.temporary) throw error;
      this.container = await createContainer(this.parts, this.containerName);
    }
    await this.becomeReady();
  }

  /** @throws StrategyUnavailableError */
  private async isReached(): Promise<void> {
    const { port } = this.parts;
    const deadline = performance.now() + reachedWithinMs;
    while (await isFree(port)) {
      if (!(await this.container.inspect()).State.Running) return; // its log will tell
      if (performance.now() > deadline)
        throw new StrategyUnavailableError(
          `port ${port} of its container can't be reached from here: is the engine on another machine?`,
        );
      await pause(50);
    }
  }

  /** @throws ServerFailedError, with the container as it is then */
  private async becomeReady(): Promise<void> {
    const { context, name } = this.parts;
    const logFile = context.folder.logFile(name);
    await this.copyLog(logFile);
    let ended: string | undefined;
    const ending = this.ending().then((how) => (ended = how));
    try {
      this.version = await probeUntilReady(name, this.url, {
        withinMs: readyWithinMs,
        stopWhen: () => ended !== undefined,
      });
    } catch (error) {
      await pause(100); // for the end of the log
      const reason = error instanceof Error ? error.message : String(error);
      const problem = ended ? `its container ended (${ended})` : `does not answer at its port (${reason})`;
      throw new ServerFailedError(name, problem, logFile, tailOf(logFile), { cause: error });
    }
    this.pid = await this.findPid();
    const { run } = this;
    void ending.then((how) => {
      if (run !== this.run) return;
      this.pid = undefined;
      context.onUnexpectedEnd(how);
    });
  }

  /** What the container has written since it was last started; the engine notes that moment a little late. */
  private async copyLog(logFile: string): Promise<void> {
    const { State } = await this.container.inspect();
    const since = Math.floor(Date.parse(State.StartedAt) / 1_000) - 1;
    const output = await this.parts.engine.container.logs(this.container, { since });
    output.pipe(createWriteStream(logFile, { fd: openLog(logFile) })).on('error', () => undefined);
  }

  private async ending(): Promise<string> {
    return this.container.wait().then(
      ({ StatusCode }: { StatusCode: number }) => `exit code ${StatusCode}`,
      () => 'it is gone',
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
    throw new StrategyUnavailableError(`its container can't be started (${saysEngine(error)})`, {
      cause: error,
    });
  }
}

/** The name of a component's container and of the volume with its data: the same as long as the data folder lasts. */
export function volumeName(folderId: string, component: ComponentName): string {
  return `ordersaga-${folderId}-${component}`;
}
