import { execFile } from 'node:child_process';
import { join } from 'node:path';
import type { CommandOutcome } from './audit-command';
import { root } from './system-under-test';

/** Runs `npm run dead-letters`, built already, with nothing in its environment but what is given. */
export function runDeadLetters(
  args: readonly string[],
  environment: Record<string, string> = {},
): Promise<CommandOutcome> {
  const main = join(root, 'libs/dead-letters/dist/main.js');
  const env = { PATH: process.env.PATH, ...environment };
  return new Promise((resolve) =>
    execFile(process.execPath, [main, ...args], { env, timeout: 120_000 }, (error, output, errors) =>
      resolve({ code: error === null ? 0 : Number(error.code), output, errors }),
    ),
  );
}
