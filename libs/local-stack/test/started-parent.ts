import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { join } from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import type { Readable } from 'node:stream';
import type { LocalStackOptions } from '../src';
import { environmentFor } from './environment-for';

type ParentProcess = ChildProcessByStdio<null, Readable, null>;
type ParentOptions = Pick<LocalStackOptions, 'components' | 'dataDir'>;
type OwnStrategy = 'containers' | 'embedded';

/** A stack that belongs to a process of its own. */
export interface StartedParent {
  readonly process: ParentProcess;
  readonly output: Interface;
  readonly servers: readonly { readonly name: string; readonly url: string; readonly pid: number }[];
  readonly dataDir: string;
}

/** Starts a process, leader of its own group, that goes about starting a stack. */
export function spawnParent(options: ParentOptions, strategy: OwnStrategy): ParentProcess {
  const argument = JSON.stringify({ ...options, ports: 'any' });
  return spawn(process.execPath, [join(__dirname, 'parent-process.cjs'), argument], {
    detached: true,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: environmentFor(strategy),
  });
}

/** Starts such a process, and waits until it has its stack, which it holds on to. */
export async function startParent(
  options: ParentOptions,
  strategy: OwnStrategy = 'embedded',
): Promise<StartedParent> {
  const child = spawnParent(options, strategy);
  const output = createInterface({ input: child.stdout });
  const line = await new Promise<string>((resolve, reject) => {
    output.once('line', resolve);
    child.once('exit', () => reject(new Error('the parent process ended instead of starting a stack')));
  });
  return { process: child, output, ...(JSON.parse(line) as Pick<StartedParent, 'servers' | 'dataDir'>) };
}
