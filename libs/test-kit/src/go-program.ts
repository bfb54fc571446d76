import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const installLimitMs = 240_000;

/** Where programs are kept once they are built. */
const cache = join(__dirname, '../../../.ordersaga/programs');

/** A program that can be started, or why there is none. */
export type GoProgram = { readonly file: string } | { readonly missing: string };

/** A program of a Go module. */
export interface GoSource {
  /** What it is called here. */
  readonly name: string;
  /** The path of its package, as `go install` takes it. */
  readonly path: string;
  /** Such as `v2.12.0`. */
  readonly version: string;
}

/**
 * Gives a program from the Go modules, built by Go when it isn't there yet (half a minute). Waits for it: Jest wants to
 * know which tests there are before it can wait for anything. Safe when several processes ask at once: the program
 * appears complete or not at all.
 */
export function findGoProgram({ name, path, version }: GoSource): GoProgram {
  const file = join(cache, `${name}-${version}`);
  if (existsSync(file)) return { file };
  mkdirSync(cache, { recursive: true });
  const workshop = mkdtempSync(join(cache, 'installing-'));
  try {
    execFileSync('go', ['install', `${path}@${version}`], {
      env: { ...process.env, GOBIN: workshop },
      stdio: ['ignore', 'ignore', 'pipe'],
      timeout: installLimitMs,
    });
    renameSync(join(workshop, path.replace(/^.*\//, '')), file);
    return { file };
  } catch (error) {
    return { missing: reasonOf(error as NodeJS.ErrnoException & { stderr?: Buffer }) };
  } finally {
    rmSync(workshop, { recursive: true, force: true });
  }
}

function reasonOf({ code, stderr, message }: NodeJS.ErrnoException & { stderr?: Buffer }): string {
  if (code === 'ENOENT') return 'Go is not installed';
  if (code === 'ETIMEDOUT') return `Go did not build it within ${installLimitMs / 1_000} s`;
  return `Go could not get it: ${stderr?.toString().trim().split('\n').at(-1) ?? message}`;
}
