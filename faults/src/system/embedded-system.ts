import { appendFileSync } from 'node:fs';
import type { AuditedSystem } from '@ordersaga/audit';
import {
  services,
  startSystem,
  SupervisedServers,
  type Backing,
  type RunningSystem,
  type ServiceName,
  type ServiceProcess,
} from '@ordersaga/launcher';
import { componentNames, startLocalStack, type ComponentName, type LocalStack } from '@ordersaga/local-stack';
import { openNetwork, type NetworkChoice } from '../network/open-network';
import type { Network } from '../network/network';
import { signalTree } from './process-tree';
import { Supervision } from './supervision';
import { Ways } from './ways';

/** What a system for faults is started with. */
export interface EmbeddedSystemOptions {
  /** The project's root folder. */
  readonly root: string;
  /** Of each service; 2 unless told. */
  readonly instances?: number;
  readonly network?: NetworkChoice;
  /** Further environment for every service. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Takes what the services write. */
  readonly logFile?: string | undefined;
  readonly progress: (line: string) => void;
  readonly onSurprise: (what: string) => void;
}

/** The whole system on embedded servers of its own, every connection between them through ways that can be made bad. */
export class EmbeddedSystem {
  private constructor(
    readonly stack: LocalStack,
    readonly running: RunningSystem,
    readonly ways: Ways,
    readonly network: Network,
    readonly supervision: Supervision,
  ) {}

  /**
   * Starts servers, services and the network between them; supervises them.
   * @throws LocalStackError, ServiceStartError; whatever was started is stopped again
   */
  static async start(options: EmbeddedSystemOptions): Promise<EmbeddedSystem> {
    const network = await openNetwork(options.network ?? 'auto', options.progress);
    options.progress(`network    ${network.name}`);
    const begun: (() => Promise<void>)[] = [() => network.close()];
    try {
      const ways = new Ways(network);
      const servers = new SupervisedServers();
      const stack = await startStack(options, ways, servers);
      begun.push(() => stack.stop());
      if (network.pid) stack.warden.register(network.pid, { name: network.name, kind: 'server' });
      await ways.openStores(stack);
      const running = await startServices(options, stack, ways);
      const { progress: report, onSurprise } = options;
      const supervision = new Supervision(running, stack, servers, { report, onSurprise });
      return new EmbeddedSystem(stack, running, ways, network, supervision);
    } catch (error) {
      for (const stop of begun.reverse()) await stop().catch(() => undefined);
      throw error;
    }
  }

  get backing(): Backing {
    return backingOf(this.stack);
  }

  get audited(): AuditedSystem {
    const { running } = this;
    const database = (name: string): string => running.namespace.databaseUrl(name);
    return {
      databases: { order: database('order'), stock: database('stock'), payment: database('payment') },
      urls: {
        order: running.url('order'),
        sales: running.url('sales-projection'),
        successRate: running.url('success-rate-projection'),
      },
      kafka: { brokers: this.backing.kafka, prefix: running.namespace.prefix },
    };
  }

  instancesOf(service: ServiceName): readonly ServiceProcess[] {
    return this.running.instances.filter(({ name }) => name === service);
  }

  /** Sends a signal to a server, every process of it. */
  signalServer(component: ComponentName, signal: NodeJS.Signals): void {
    const { pid } = this.stack.components[component];
    if (pid !== undefined) signalTree(pid, signal);
  }

  /** Kills a server and keeps it from being started again until the returned function is called. */
  holdDown(component: ComponentName): () => void {
    const release = this.supervision.hold(component);
    const { pid } = this.stack.components[component];
    if (pid !== undefined) {
      this.supervision.expectEnd(component);
      process.kill(pid, 'SIGKILL');
    }
    return release;
  }

  /** Ends everything; nothing is left running, no folder is left behind. */
  async stop(): Promise<void> {
    this.supervision.stop();
    const stops = [() => this.running.stop(), () => this.stack.stop(), () => this.network.close()];
    const failures: unknown[] = [];
    for (const stop of stops) await stop().catch((error: unknown) => failures.push(error));
    if (failures.length > 0) throw failures[0];
  }
}

function startStack(
  { progress }: EmbeddedSystemOptions,
  ways: Ways,
  servers: SupervisedServers,
): Promise<LocalStack> {
  return startLocalStack({
    dataDir: 'temporary',
    ports: 'any',
    env: ownServersOnly(process.env),
    kafkaDoors: ways.kafkaDoors,
    onProgress: (component, text) => progress(`${component.padEnd(10)} ${text}`),
    onUnexpectedEnd: (component) => servers.ended(component),
  });
}

/** Servers of somebody else's are not ours to kill, and in a container there is no process to stop. */
function ownServersOnly(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const others = ['KAFKA_BROKERS', 'POSTGRES_URL', 'REDIS_URL', 'MONGO_URL'];
  const kept = Object.entries(environment).filter(([name]) => !others.includes(name));
  return { ...Object.fromEntries(kept), LOCAL_STACK: 'embedded' };
}

function startServices(
  options: EmbeddedSystemOptions,
  stack: LocalStack,
  ways: Ways,
): Promise<RunningSystem> {
  const { root, instances = 2, environment = {}, logFile, progress } = options;
  const backing = backingOf(stack);
  progress(`services   starting, ${instances} of each`);
  return startSystem({
    ...{ root, instances, backing, environment },
    ports: 'any',
    environmentOf: ways.environmentOf(backing, ''),
    onLine: (service, line) => {
      if (logFile !== undefined) appendFileSync(logFile, `${service} ${line}\n`);
    },
    onSpawn: (pid) => stack.warden.register(pid),
  });
}

function backingOf({ components }: LocalStack): Backing {
  const { kafka, postgres, redis, mongo } = components;
  return { kafka: kafka.url, postgres: postgres.url, redis: redis.url, mongo: mongo.url };
}

/** Whether a name is a service's. */
export function isService(name: string): name is ServiceName {
  return services.some((service) => service.name === name);
}

/** Whether a name is a server's. */
export function isComponent(name: string): name is ComponentName {
  return (componentNames as readonly string[]).includes(name);
}
