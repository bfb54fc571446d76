import type { PaymentStore } from './ports/payment-store';
import type { Settlement } from './settlement';

/** Hears of a round that failed; the next one makes up for it. */
interface SweepLogger {
  warn(fields: Record<string, unknown>, message: string): void;
}

export interface RecoverySweepOptions {
  readonly store: PaymentStore;
  readonly settlement: Settlement;
  readonly logger: SweepLogger;
  /** Longest pause between two rounds, milliseconds. */
  readonly everyMs: number;
}

/** Operations taken up at a time. */
const batch = 100;

/**
 * Takes up operations that are due: those that failed in passing and may be tried again, and those whose instance died
 * before it could record the answer. At the start, then whenever one is known to become due, and slowly otherwise; a
 * round that finds nothing costs one look into an empty index. Every instance runs it.
 */
export class RecoverySweep {
  private timer: NodeJS.Timeout | undefined;
  private timerAt = Infinity;
  private round: Promise<void> | undefined;
  private again = false;
  private stopped = false;

  constructor(private readonly options: RecoverySweepOptions) {}

  /** Begins with a round at once. */
  start(): void {
    this.wakeAt(new Date());
  }

  /** Sees to it that a round begins then, or before. */
  wakeAt(time: Date): void {
    if (this.stopped || time.getTime() >= this.timerAt) return;
    clearTimeout(this.timer);
    this.timerAt = time.getTime();
    this.timer = setTimeout(() => this.begin(), Math.max(0, this.timerAt - Date.now()));
    this.timer.unref();
  }

  /** Begins no further round and waits for the one under way. */
  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.round;
  }

  private begin(): void {
    this.timerAt = Infinity;
    this.wakeAt(new Date(Date.now() + this.options.everyMs));
    if (this.round) {
      // What has become due may have been missed by the round under way.
      this.again = true;
      return;
    }
    this.round = this.sweep().finally(() => {
      this.round = undefined;
      if (!this.again) return;
      this.again = false;
      this.wakeAt(new Date());
    });
  }

  private async sweep(): Promise<void> {
    const { store, settlement, logger } = this.options;
    try {
      for (let taken = batch; taken === batch && !this.stopped;) {
        const now = new Date();
        const until = new Date(now.getTime() + settlement.settings.graceMs);
        const due = await store.takeDueOperations(now, until, batch);
        await settlement.take(due);
        taken = due.length;
      }
    } catch (error) {
      logger.warn({ err: error }, 'pending payments could not be taken up; will try again');
    }
  }
}
