import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

/** The kernel does not tell of a process, for want of /proc: these figures need Linux. */
export class NoProcessStatsError extends Error {
  readonly code = 'bench-no-process-stats';
  constructor(pid: number, cause: unknown) {
    super(`nothing is known of process ${pid}: ${(cause as Error).message} (Linux is needed)`, { cause });
    this.name = 'NoProcessStatsError';
  }
}

let ticks: Promise<number> | undefined;

/** CPU time of a process with all its threads, user and system, seconds. @throws NoProcessStatsError */
export async function cpuSeconds(pid: number): Promise<number> {
  const stat = await read(pid, 'stat');
  // The second field is the name in brackets, and may hold anything; fields 14 and 15 are utime and stime.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  ticks ??= ticksPerSecond();
  return (Number(fields[11]) + Number(fields[12])) / (await ticks);
}

/** Resident memory of a process, bytes. @throws NoProcessStatsError */
export async function residentBytes(pid: number): Promise<number> {
  const [, kibibytes] = /^VmRSS:\s+(\d+) kB$/m.exec(await read(pid, 'status')) ?? [];
  return Number(kibibytes) * 1024;
}

async function read(pid: number, file: string): Promise<string> {
  try {
    return await readFile(`/proc/${pid}/${file}`, 'utf8');
  } catch (cause) {
    throw new NoProcessStatsError(pid, cause);
  }
}

async function ticksPerSecond(): Promise<number> {
  return Number((await promisify(execFile)('getconf', ['CLK_TCK'])).stdout);
}
