import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import type { LocalStackOptions } from '../src';
import { environmentFor } from './environment-for';

/** A stack that belongs to a process of its own. */
export interface StartedParent {
  readonly process: ChildProcess;
  readonly output: Interface;
  readonly servers: readonly { readonly name: string; readonly url: string; readonly pid: number }[];
  readonly dataDir: string;
}

/** Starts a process, leader of its own group, that starts a stack and holds on to it. */
export async function startParent(
  options: Pick<LocalStackOptions, 'components' | 'dataDir'>,
  strategy: 'containers' | 'embedded' = 'embedded',
): Promise<StartedParent> {
  const argument = JSON.stringify({ ...options, ports: 'any' });
  const child = spawn(process.execPath, [join(__dirname, 'parent-process.cjs'), argument], {
    detached: true,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: environmentFor(strategy),
  });
  const output = createInterface({ input: child.stdout });
  const line = await new Promise<string>((resolve, reject) => {
    output.once('line', resolve);
    child.once('exit', () => reject(new Error('the parent process ended instead of starting a stack')));
  });
  return { process: child, output, ...(JSON.parse(line) as Pick<StartedParent, 'servers' | 'dataDir'>) };
}
