import { createServer } from 'node:net';
import { createDatabases } from './databases';
import { Namespace, type Backing } from './namespace';
import { ServiceProcess } from './service-process';
import { databaseOwners, services, type ServiceName, type ServiceSpec } from './topology';

/** How a system is started. */
export interface SystemOptions {
  /** The project's root folder. */
  readonly root: string;
  readonly backing: Backing;
  /** Keeps several systems on one stack apart; empty for the system of `npm start`. */
  readonly prefix?: string;
  /** Instances of each service; 1 unless told. */
  readonly instances?: number;
  /** `preferred`: the ports of the HTTP contract, the next free one where one is taken. */
  readonly ports?: 'preferred' | 'any';
  /** Further environment for every service. */
  readonly environment?: Readonly<Record<string, string>>;
  /** And for one service alone, such as its secrets. */
  readonly environmentOf?: Partial<Record<ServiceName, Readonly<Record<string, string>>>>;
  readonly onLine?: (service: ServiceName, line: string) => void;
  /** Called as soon as a process exists, so that it can be ended when this one dies. */
  readonly onSpawn?: (pid: number) => void;
  readonly onReady?: (instance: ServiceProcess) => void;
  /** Ends a start that is not through, as a failure would. */
  readonly signal?: AbortSignal;
}

/** A system whose services all answer. */
export interface RunningSystem {
  readonly namespace: Namespace;
  readonly instances: readonly ServiceProcess[];
  /**
   * Starts an instance again that has ended, on the port it had.
   * @throws ServiceStartError, also when the system is stopped meanwhile
   */
  restart(index: number): Promise<void>;
  /** The URL of a service's first instance, or of the one asked for. */
  url(service: ServiceName, instance?: number): string;
  stop(): Promise<void>;
}

/**
 * Starts every service against servers that are there, and waits until all are ready. When one fails, the others are
 * stopped.
 * @throws ServiceStartError
 */
export async function startSystem(options: SystemOptions): Promise<RunningSystem> {
  const namespace = new Namespace(options.backing, options.prefix);
  await createDatabases(
    options.backing.postgres,
    databaseOwners.map((owner) => namespace.database(owner)),
  );
  options.signal?.throwIfAborted();
  const wanted = services.flatMap((spec) => Array.from({ length: options.instances ?? 1 }, () => spec));
  const ports = await choosePorts(wanted, options.ports ?? 'any');
  const starts = wanted.map((spec, index) => startService(spec, ports[index] ?? 0, namespace, options));
  const outcomes = await Promise.allSettled(starts);
  const instances = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
  const failure = outcomes.find((outcome) => outcome.status === 'rejected');
  if (failure) {
    await stopAll(instances);
    throw failure.reason;
  }
  const stopping = new AbortController();
  const restarts = new Set<Promise<void>>();
  const restart = async (index: number): Promise<void> => {
    instances[index] = await startAgain(instances[index] as ServiceProcess, options, stopping.signal);
  };
  return {
    namespace,
    instances,
    restart: (index) => {
      const restarted = restart(index).finally(() => restarts.delete(restarted));
      restarts.add(restarted);
      return restarted;
    },
    url: (service, instance = 0) => urlOf(instances, service, instance),
    stop: async () => {
      stopping.abort();
      await Promise.allSettled(restarts);
      await stopAll(instances);
    },
  };
}

async function startService(
  spec: ServiceSpec,
  port: number,
  namespace: Namespace,
  { root, environment, environmentOf, onLine, onSpawn, onReady, signal }: SystemOptions,
): Promise<ServiceProcess> {
  const instance = await ServiceProcess.start(
    {
      name: spec.name,
      root,
      environment: {
        ...namespace.environmentOf(spec),
        PORT: String(port),
        ...environment,
        ...environmentOf?.[spec.name],
      },
      onLine: onLine ?? (() => undefined),
      ...(signal ? { signal } : {}),
    },
    onSpawn ?? (() => undefined),
  );
  onReady?.(instance);
  return instance;
}

function startAgain(
  { options, url }: ServiceProcess,
  { onSpawn }: SystemOptions,
  signal: AbortSignal,
): Promise<ServiceProcess> {
  const environment = { ...options.environment, PORT: new URL(url).port };
  return ServiceProcess.start({ ...options, environment, signal }, onSpawn ?? (() => undefined));
}

function urlOf(instances: readonly ServiceProcess[], service: ServiceName, index: number): string {
  const instance = instances.filter(({ name }) => name === service)[index];
  if (!instance) throw new Error(`there is no instance ${index} of ${service}`);
  return instance.url;
}

/** The writers first, the relay last, so that what they still write can leave. */
async function stopAll(instances: readonly ServiceProcess[]): Promise<void> {
  const relays = instances.filter(({ name }) => name === 'message-relay');
  await Promise.all(
    instances.filter((instance) => !relays.includes(instance)).map((instance) => instance.stop()),
  );
  await Promise.all(relays.map((relay) => relay.stop()));
}

async function choosePorts(specs: readonly ServiceSpec[], choice: 'preferred' | 'any'): Promise<number[]> {
  const chosen: number[] = [];
  if (choice === 'any') return specs.map(() => 0);
  const reserved = new Set(specs.map(({ port }) => port));
  for (const { port } of specs) {
    const mayTake = (candidate: number): boolean =>
      !chosen.includes(candidate) && (candidate === port || !reserved.has(candidate));
    let candidate = port;
    while (!mayTake(candidate) || !(await isFree(candidate))) candidate += 1;
    chosen.push(candidate);
  }
  return chosen;
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}
