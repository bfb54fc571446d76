import { setTimeout as pause } from 'node:timers/promises';
import { isAlive, type ProcessIdentity } from './process-identity';

/** A process somebody must end, and how it likes to be asked. */
export interface EndableProcess extends ProcessIdentity {
  readonly name: string;
  /** Services end before the servers they work on. */
  readonly kind: 'service' | 'server';
  /** The signal for a clean end. */
  readonly stopSignal: NodeJS.Signals;
  /** How long it may take over that before it is killed; milliseconds. */
  readonly graceMs: number;
}

// Looking costs a file read on Linux and a run of ps elsewhere.
const lookEveryMs = process.platform === 'linux' ? 25 : 150;

/** Ends processes that need not be our children: services first, then servers, each kind at the same time. */
export async function endProcesses(processes: readonly EndableProcess[]): Promise<void> {
  for (const kind of ['service', 'server'] as const)
    await Promise.all(processes.filter((one) => one.kind === kind).map(endProcess));
}

/** Asks a process to end, waits, and kills it with its whole group once its grace is over. */
export async function endProcess(target: EndableProcess): Promise<void> {
  if (!isAlive(target)) return;
  signal(target.pid, target.stopSignal);
  if (await goneWithin(target, target.graceMs)) return;
  if (!signal(-target.pid, 'SIGKILL')) signal(target.pid, 'SIGKILL');
  await goneWithin(target, 5_000);
}

async function goneWithin(target: ProcessIdentity, ms: number): Promise<boolean> {
  const deadline = performance.now() + ms;
  while (isAlive(target)) {
    if (performance.now() > deadline) return false;
    await pause(lookEveryMs);
  }
  return true;
}

/** Sends a signal; false when there was nobody to take it. */
function signal(pid: number, name: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, name);
  } catch {
    return false;
  }
}
