import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { CommandOutcome } from './audit-command';
import { root } from './system-under-test';

/** `npm run rebuild`, running. */
export interface RunningRebuild {
  readonly outcome: Promise<CommandOutcome>;
  /** What it has said of its progress so far. */
  said(): string;
  /** Signals all its processes, as a terminal does. */
  signal(signal: NodeJS.Signals): void;
}

/** Runs `npm run rebuild`, built already. */
export function startRebuild(args: readonly string[]): RunningRebuild {
  const main = join(root, 'libs/launcher/dist/rebuild.js');
  const child = spawn(process.execPath, [main, ...args], {
    env: { PATH: process.env.PATH },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  let [output, errors] = ['', ''];
  child.stdout.on('data', (text: Buffer) => (output += text.toString()));
  child.stderr.on('data', (text: Buffer) => (errors += text.toString()));
  return {
    outcome: new Promise((resolve) =>
      child.once('close', (code) => resolve({ code: code ?? -1, output, errors })),
    ),
    said: () => errors,
    signal: (signal) => void process.kill(-(child.pid as number), signal),
  };
}
