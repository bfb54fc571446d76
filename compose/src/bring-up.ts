import { execFileSync, type ChildProcess } from 'node:child_process';
import type { ComposedSystem } from './composed-system';
import { DockerError, watchedDocker } from './docker';

const buildMs = 20 * 60_000;
const upMs = 10 * 60_000;

/** Everything of a system, consoles and what a killed run has left included: containers, volumes, images it built. */
const downCommand = [
  ...['--profile', '*', 'down', '--volumes', '--remove-orphans', '--rmi', 'local'],
  ...['--timeout', '10'],
];

/** A system that is coming up or is up, and how to be rid of it. */
export class BringUp {
  private child: ChildProcess | undefined;

  constructor(
    private readonly system: ComposedSystem,
    private readonly progress: (line: string) => void,
  ) {}

  /**
   * Builds the images and starts everything, and waits until all of it is healthy; when that fails all is removed.
   * @throws DockerError, with what the failing containers wrote
   */
  async up(): Promise<void> {
    await this.down(); // what a killed run left
    try {
      await this.run(['build'], 'building', buildMs);
      await this.run(['up', '--detach', '--wait', '--wait-timeout', '300'], 'starting', upMs);
    } catch (error) {
      const told = await this.tellFailure(error);
      await this.down();
      throw told;
    }
  }

  async down(): Promise<void> {
    await this.system.compose(downCommand, { timeoutMs: upMs });
  }

  /** The same for a process that is about to end. */
  downNow(): void {
    this.child?.kill('SIGKILL');
    const { environment: env } = this.system;
    execFileSync('docker', this.system.arguments(...downCommand), { env, stdio: 'ignore' });
  }

  private async run(command: readonly string[], doing: string, timeoutMs: number): Promise<void> {
    const begin = performance.now();
    this.progress(doing);
    await watchedDocker(this.system.arguments('--progress', 'plain', ...command), {
      env: this.system.environment,
      timeoutMs,
      onSpawn: (child) => (this.child = child),
      onTick: (seconds, line) => this.progress(`${doing}, ${seconds} s: ${line.trim().slice(0, 90)}`),
    });
    this.progress(`${doing} took ${((performance.now() - begin) / 1_000).toFixed(0)} s`);
  }

  private async tellFailure(error: unknown): Promise<unknown> {
    if (!(error instanceof DockerError)) return error;
    const logs = await this.system
      .compose(['logs', '--no-color', '--tail', '20'])
      .catch((reason: unknown) => String(reason));
    return new Error(`${error.message}\nThe last lines of every container:\n${logs}`, { cause: error });
  }
}
