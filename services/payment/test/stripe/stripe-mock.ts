import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { findGoProgram, type GoProgram } from '@ordersaga/test-kit';

const startLimitMs = 20_000;

/** Stripe's own test server. The newest when this was written; made for the API version of our `stripe` package, or close to it. */
export function findStripeMock(): GoProgram {
  return findGoProgram({ name: 'stripe-mock', path: 'github.com/stripe/stripe-mock', version: 'v0.203.0' });
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
