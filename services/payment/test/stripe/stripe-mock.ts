import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** The newest when this was written; made for the API version of our `stripe` package, or close to it. */
const version = 'v0.203.0';
const installLimitMs = 240_000;
const startLimitMs = 20_000;

const cache = join(__dirname, '../../../../.ordersaga/programs');

/** A stripe-mock that can be started, or why there is none. */
export type StripeMockProgram = { readonly file: string } | { readonly missing: string };

/**
 * Gives Stripe's own test server, built by Go when it isn't there yet (half a minute). Waits for it: Jest wants to know
 * which tests there are before it can wait for anything. Safe when several processes ask at once: the program appears
 * complete or not at all.
 */
export function findStripeMock(): StripeMockProgram {
  const file = join(cache, `stripe-mock-${version}`);
  if (existsSync(file)) return { file };
  mkdirSync(cache, { recursive: true });
  const workshop = mkdtempSync(join(cache, 'installing-'));
  try {
    execFileSync('go', ['install', `github.com/stripe/stripe-mock@${version}`], {
      env: { ...process.env, GOBIN: workshop },
      stdio: ['ignore', 'ignore', 'pipe'],
      timeout: installLimitMs,
    });
    renameSync(join(workshop, 'stripe-mock'), file);
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

/** A stripe-mock that answers at `url`. */
export interface StripeMock {
  readonly url: string;
  stop(): Promise<void>;
}

/**
 * Starts a stripe-mock on free ports of this machine.
 * @throws Error when it does not listen within 20 s
 */
export async function startStripeMock(file: string): Promise<StripeMock> {
  // It serves HTTPS, too, on a fixed port of every interface unless told otherwise.
  const child = spawn(file, ['-http-addr', '127.0.0.1:0', '-https-addr', '127.0.0.1:0'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const stop = async (): Promise<void> => {
    child.kill('SIGKILL');
    await ended;
  };
  try {
    return { url: await addressOf(child, ended), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function addressOf(child: ChildProcess, ended: Promise<void>): Promise<string> {
  return new Promise((resolve, reject) => {
    const fail = () => reject(new Error('stripe-mock does not listen'));
    const limit = setTimeout(fail, startLimitMs);
    void ended.then(fail).finally(() => clearTimeout(limit));
    child.once('error', reject);
    if (!child.stdout) return fail();
    createInterface({ input: child.stdout }).on('line', (line) => {
      const address = /Listening for HTTP at address: (\S+)/.exec(line)?.[1];
      if (address === undefined) return;
      clearTimeout(limit);
      resolve(`http://${address}`);
    });
  });
}
