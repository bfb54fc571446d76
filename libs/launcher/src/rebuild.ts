import { spawn } from 'node:child_process';
import { join, resolve } from 'node:path';
import { FoundSystem, homeOf, NoSystemError, stackFileOf } from '@ordersaga/running-system';
import { parseRebuildCommandLine, rebuildUsage, UsageError } from './rebuild-arguments';
import { environmentFor } from './found-environment';
import type { ServiceName } from './topology';

const root = resolve(__dirname, '../../..');
const notTried = 2;

async function main(): Promise<number> {
  const { help, service, stackFile, options } = parseRebuildCommandLine(process.argv.slice(2));
  if (help || service === undefined) {
    process.stdout.write(rebuildUsage);
    return 0;
  }
  const found = FoundSystem.at(stackFile ?? stackFileOf(homeOf(root, process.env)));
  const orders = { ORDER_DATABASE_URL: found.databaseUrl('order') };
  return rebuild(service, options, { ...environmentFor(service, found), ...orders });
}

/** The projection's own command: it owns its store. */
async function rebuild(
  service: ServiceName,
  options: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<number> {
  const file = join(root, 'services', service, 'dist', 'rebuild.js');
  const child = spawn(process.execPath, ['--enable-source-maps', file, ...options], {
    // What else is set here may say how to reach the servers.
    env: { ...process.env, ...environment },
    stdio: 'inherit',
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => child.kill(signal));
  return new Promise((ended, failed) => {
    child.once('error', failed);
    child.once('exit', (code, signal) => {
      // Too early, or too hard, for it to say so itself.
      if (signal !== null)
        process.stderr.write(
          `The rebuild was ended by ${signal}. What it left, if anything, the next one removes.\n`,
        );
      ended(code ?? 1);
    });
  });
}

main().then(
  (code) => (process.exitCode = code),
  (error: unknown) => {
    const { message, stack } = error as Error;
    const expected = error instanceof UsageError || error instanceof NoSystemError;
    process.stderr.write(`Nothing was rebuilt: ${expected ? message : stack}\n`);
    if (error instanceof UsageError) process.stderr.write(`\n${rebuildUsage}`);
    process.exitCode = notTried;
  },
);
