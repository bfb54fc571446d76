import type { AuditedSystem } from '@ordersaga/audit';
import { join, resolve } from 'node:path';
import { docker, type DockerOptions } from './docker';
import { portVariables, type Published, type PublishedPorts } from './published-ports';

/** The project's root folder, where `docker-compose.yml` is. */
export const root = resolve(__dirname, '../..');

/** What of `docker inspect` is looked at here. */
export interface ContainerFacts {
  readonly Id: string;
  readonly Name: string;
  readonly State: {
    readonly Status: string;
    readonly ExitCode: number;
    readonly Health?: { readonly Status: string };
  };
  readonly HostConfig: {
    readonly ReadonlyRootfs: boolean;
    readonly CapDrop: readonly string[] | null;
    readonly SecurityOpt: readonly string[] | null;
    readonly Memory: number;
  };
  readonly NetworkSettings: {
    readonly Ports: Readonly<Record<string, readonly { readonly HostIp: string }[] | null>>;
  };
}

/** What of `docker compose config` is looked at here. */
export interface ComposeConfig {
  readonly services: Readonly<
    Record<
      string,
      {
        readonly profiles?: readonly string[];
        readonly image?: string;
        readonly build?: { readonly context: string; readonly dockerfile?: string };
        readonly environment?: Readonly<Record<string, string>>;
      }
    >
  >;
}

/** A system that docker compose runs under a name and on ports of its own. */
export class ComposedSystem {
  constructor(
    readonly project: string,
    readonly ports: PublishedPorts,
  ) {}

  /** Where a service's port at the edge is, or a console. */
  url(published: Published): string {
    return `http://127.0.0.1:${this.ports[published]}`;
  }

  /** Kafka's listener for this machine. */
  get brokers(): string {
    return `127.0.0.1:${this.ports.kafka}`;
  }

  /** A service's database, as the service itself connects to it, or as another role. */
  databaseUrl(service: 'order' | 'stock' | 'payment', role = `ordersaga_${service}`): string {
    return `postgres://${role}:ordersaga@127.0.0.1:${this.ports.postgres}/ordersaga_${service}`;
  }

  /** Where an audit finds everything. */
  get audited(): AuditedSystem {
    return {
      databases: {
        order: this.databaseUrl('order'),
        stock: this.databaseUrl('stock'),
        payment: this.databaseUrl('payment'),
      },
      urls: {
        order: this.url('order'),
        sales: this.url('sales-projection'),
        successRate: this.url('success-rate-projection'),
      },
      kafka: { brokers: this.brokers, prefix: '' },
    };
  }

  /** The arguments of `docker` for a command of compose on this system; no `.env` of anybody's is read. */
  arguments(...command: readonly string[]): string[] {
    const file = join(root, 'docker-compose.yml');
    return ['compose', '--project-name', this.project, '--file', file, '--env-file', '/dev/null', ...command];
  }

  /** What `docker` is run with: what it needs itself, and this system's ports. Nothing that would change the system. */
  get environment(): NodeJS.ProcessEnv {
    const own = Object.entries(process.env).filter(([name]) =>
      /^(PATH|HOME|USER|TMPDIR|DOCKER_.*|XDG_.*|.*_proxy)$/i.test(name),
    );
    const ports = (Object.keys(portVariables) as Published[]).map((name) => [
      portVariables[name],
      String(this.ports[name]),
    ]);
    return Object.fromEntries([...own, ...ports]) as NodeJS.ProcessEnv;
  }

  /** Runs a command of compose. @throws DockerError */
  compose(command: readonly string[], options: Omit<DockerOptions, 'env'> = {}): Promise<string> {
    return docker(this.arguments(...command), { ...options, env: this.environment });
  }

  /** The composition as it is understood, consoles included. */
  async config(): Promise<ComposeConfig> {
    return JSON.parse(await this.compose(['--profile', '*', 'config', '--format', 'json'])) as ComposeConfig;
  }

  /** The containers of a service, those that have ended too; of all services unless told. */
  async containers(...services: readonly string[]): Promise<ContainerFacts[]> {
    const ids = (await this.compose(['ps', '--all', '--quiet', ...services])).split('\n').filter(Boolean);
    return ids.length === 0 ? [] : (JSON.parse(await docker(['inspect', ...ids])) as ContainerFacts[]);
  }
}
