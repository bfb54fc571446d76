import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { LocalStack } from '@ordersaga/local-stack';
import { stackFileOf } from '@ordersaga/running-system';
import type { RunningSystem } from './system';

/** Where a component or an instance of a service is found, as other tools read it. */
interface Entry {
  readonly url: string;
  readonly pid?: number | undefined;
  readonly strategy?: string;
  readonly version?: string;
  /** Variables that clients need besides the URL. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** What `.ordersaga/stack.json` says while the system runs. */
export interface StackDocument {
  readonly launcher: { readonly pid: number };
  readonly components: Record<string, Entry>;
  readonly services: Record<string, Entry[]>;
}

/** The file in which other tools find the running system. */
export class StackFile {
  readonly path: string;

  /** @param home the system's folder, see `homeOf` */
  constructor(home: string) {
    this.path = stackFileOf(home);
  }

  /** Written whole or not at all: a reader never sees half of it. */
  write(document: StackDocument): void {
    mkdirSync(dirname(this.path), { recursive: true });
    const draft = `${this.path}.${process.pid}`;
    writeFileSync(draft, `${JSON.stringify(document, null, 2)}\n`, { mode: 0o600 });
    renameSync(draft, this.path);
  }

  remove(): void {
    rmSync(this.path, { force: true });
  }
}

/** What the servers' clients need to know besides their URLs: of TLS and logging in. */
export function clientEnvironment({ components }: Pick<LocalStack, 'components'>): Record<string, string> {
  return Object.assign({}, ...Object.values(components).map(({ environment }) => environment)) as Record<
    string,
    string
  >;
}

/** Describes a running stack and system. */
export function describeStack(stack: LocalStack, system: RunningSystem): StackDocument {
  const components = Object.values(stack.components).map(
    ({ name, url, strategy, version, pid, environment = {} }) => {
      const needed = Object.keys(environment).length > 0 ? { environment } : {};
      return [name, { url, strategy, version, pid, ...needed }] as const;
    },
  );
  const services: Record<string, Entry[]> = {};
  for (const { name, url, pid } of system.instances) (services[name] ??= []).push({ url, pid });
  return { launcher: { pid: process.pid }, components: Object.fromEntries(components), services };
}
