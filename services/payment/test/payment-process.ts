import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { untilReady } from '@ordersaga/service-test-kit';
import { eventually } from '@ordersaga/test-kit';

/** Payment as a process of its own, built before. */
export interface PaymentProcess {
  /** All that it has written, logs and errors. */
  readonly lines: readonly string[];
  /** Resolves with its exit code, null when it was killed, once its last line was read. */
  readonly exited: Promise<number | null>;
  /** Resolves with its address once it answers there. It may still wait for its part of the topics. */
  listening(): Promise<string>;
  /** Resolves with its address once it consumes as well. */
  ready(): Promise<string>;
  /** Ends it as a power cut does. */
  kill(): Promise<void>;
}

/** Starts Payment with this environment and nothing of ours. */
export function spawnPayment(environment: Record<string, string>): PaymentProcess {
  const child = spawn(process.execPath, [join(__dirname, '../dist/main.js')], {
    env: { PATH: process.env['PATH'], ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const lines: string[] = [];
  for (const input of [child.stdout, child.stderr])
    createInterface({ input }).on('line', (line) => lines.push(line));
  const exited = new Promise<number | null>((resolve) => child.once('close', resolve));
  const listening = () =>
    eventually(
      () => {
        const address = /"url":"(http:[^"]+)","msg":"started"/.exec(lines.join('\n'))?.[1];
        if (address === undefined) throw new Error(`does not listen:\n${lines.join('\n')}`);
        return address;
      },
      { within: 30_000 },
    );
  return {
    lines,
    exited,
    listening,
    ready: async () => {
      const url = await listening();
      await untilReady(url);
      return url;
    },
    kill: async () => {
      child.kill('SIGKILL');
      await exited;
    },
  };
}
