import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';

/** The command `docker` failed; `output` is the end of what it wrote. */
export class DockerError extends Error {
  readonly code = 'docker-failed';
  constructor(
    args: readonly string[],
    readonly output: string,
    options?: ErrorOptions,
  ) {
    super(`docker ${args.join(' ')} failed:\n${output}`, options);
    this.name = 'DockerError';
  }
}

/** How a command is run. */
export interface DockerOptions {
  /** Default: that of this process. */
  readonly env?: NodeJS.ProcessEnv;
  /** Milliseconds; a minute unless told. */
  readonly timeoutMs?: number;
}

/**
 * Runs `docker` and gives back what it wrote to its standard output.
 * @throws DockerError
 */
export function docker(args: readonly string[], options: DockerOptions = {}): Promise<string> {
  const { env = process.env, timeoutMs = 60_000 } = options;
  return new Promise((resolve, reject) =>
    execFile('docker', args, { env, timeout: timeoutMs, maxBuffer: 2 ** 26 }, (cause, output, errors) => {
      if (!cause) return resolve(output);
      const late = cause.killed ? `no end within ${timeoutMs / 1_000} s\n` : '';
      reject(new DockerError(args, late + (errors.trim() || cause.message), { cause }));
    }),
  );
}

/** How a long command is watched. */
export interface WatchedOptions extends Required<DockerOptions> {
  /** Hears, every so often, for how many seconds it has run, and its last line. */
  readonly onTick: (seconds: number, line: string) => void;
  /** Gets the process, to end it early. */
  readonly onSpawn: (child: ChildProcess) => void;
}

const tickMs = 20_000;
const keptLines = 60;

/**
 * Runs a `docker` that takes minutes.
 * @throws DockerError with its last lines
 */
export async function watchedDocker(args: readonly string[], options: WatchedOptions): Promise<void> {
  const lines: string[] = [];
  const begin = performance.now();
  const seconds = (): number => Math.round((performance.now() - begin) / 1_000);
  const child = spawn('docker', args, {
    env: options.env,
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: options.timeoutMs,
  });
  options.onSpawn(child);
  for (const stream of [child.stdout, child.stderr])
    createInterface({ input: stream }).on('line', (line) => {
      if (line.trim()) lines.push(line);
      if (lines.length > keptLines) lines.shift();
    });
  const ticker = setInterval(() => options.onTick(seconds(), lines.at(-1) ?? ''), tickMs);
  try {
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', resolve);
    });
    if (code !== 0) throw new DockerError(args, `ended after ${seconds()} s\n${lines.join('\n')}`);
  } finally {
    clearInterval(ticker);
  }
}
