import type { WriteStream } from 'node:tty';
import type { Phase, Progress } from './progress';
import { barText, progressText } from './progress-text';

/** How often a line is drawn again on a terminal, and written elsewhere; milliseconds. */
const every = { terminal: 100, elsewhere: 2_000 };
const phaseWidth = 12;
const clearLine = '\r\u001b[K';

/** Where progress is shown. */
export type ProgressStream = Pick<WriteStream, 'write'> & {
  readonly isTTY?: boolean;
  readonly columns?: number;
};

/** Shows how far a rebuild is: a line a phase, drawn again and again on a terminal, elsewhere one now and then. */
export class ProgressDisplay {
  private phase: Phase | undefined;
  private begin = 0;
  private shownAt = -Infinity;
  private last: Progress | undefined;

  constructor(
    private readonly stream: ProgressStream,
    private readonly now: () => number = () => performance.now(),
  ) {}

  tell(progress: Progress): void {
    if (progress.phase !== this.phase) {
      this.endLine();
      this.phase = progress.phase;
      this.begin = this.now();
      this.shownAt = -Infinity;
    }
    const isNews = progress.waiting !== undefined && this.last?.waiting !== progress.waiting;
    this.last = progress;
    const pause = this.stream.isTTY ? every.terminal : every.elsewhere;
    if (isNews || this.now() - this.shownAt >= pause) this.show();
  }

  /** To be called before anything else is written. */
  end(): void {
    this.endLine();
    this.last = undefined;
  }

  /** The last state of a line is shown, whatever came too soon after the one before. */
  private endLine(): void {
    if (!this.last) return;
    if (this.stream.isTTY) {
      this.show();
      this.stream.write('\n');
    } else if (this.last.done > 0) this.show();
  }

  private show(): void {
    const { stream, last } = this;
    if (!last) return;
    this.shownAt = this.now();
    const elapsedMs = this.now() - this.begin;
    const text = progressText(last, elapsedMs);
    if (!stream.isTTY) return void stream.write(`${last.phase}${text && `: ${text}`}\n`);
    const line = [last.phase.padEnd(phaseWidth), barText(last), text]
      .filter((part) => part !== '')
      .join('  ');
    stream.write(clearLine + line.slice(0, (stream.columns ?? 80) - 1));
  }
}
