import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stack } from '@ordersaga/test-kit';
import { root, type SystemUnderTest } from './system-under-test';

/** What the command has said, and how it ended. */
export interface CommandOutcome {
  readonly code: number;
  readonly output: string;
  readonly errors: string;
}

/** Runs `npm run audit`, built already, with nothing in its environment but what is given. */
export function runAudit(
  args: readonly string[],
  environment: Record<string, string> = {},
): Promise<CommandOutcome> {
  const main = join(root, 'libs/audit/dist/main.js');
  const env = { PATH: process.env.PATH, ...environment };
  return new Promise((resolve) =>
    execFile(process.execPath, [main, ...args], { env, timeout: 60_000 }, (error, output, errors) =>
      resolve({ code: error === null ? 0 : Number(error.code), output, errors }),
    ),
  );
}

/** The description of a system in a file of its own. */
export class StackFileOf {
  private readonly folder = mkdtempSync(join(tmpdir(), 'ordersaga-audit-'));
  readonly path = join(this.folder, 'stack.json');

  constructor(system: SystemUnderTest) {
    const { namespace, audited } = system;
    const postgres = new URL(audited.databases.order);
    postgres.pathname = '/postgres';
    const services = ['order', 'sales-projection', 'success-rate-projection'] as const;
    const document = {
      prefix: namespace.prefix,
      components: {
        kafka: { url: audited.kafka.brokers },
        postgres: { url: postgres.href },
        redis: { url: stack().redis },
        mongo: { url: stack().mongo },
      },
      services: Object.fromEntries(services.map((name) => [name, [{ url: system.url(name) }]])),
    };
    writeFileSync(this.path, JSON.stringify(document));
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }
}
