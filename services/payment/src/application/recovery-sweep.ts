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

/** Rounds begin at multiples of this, milliseconds, so that operations that are due about together go together. */
const stepMs = 10;

/** Operations taken up at a time. */
const batch = 100;

/**
 * Takes up operations that are due: those that failed in passing and may be tried again, those that there was no room
 * for, and those whose instance died before it could record the answer. At the start, then whenever one is known to
 * become due, and slowly otherwise; a round that finds nothing costs one look into an empty index. Every instance runs it.
 */
export class RecoverySweep {
  /** When rounds are to begin, epoch milliseconds in whole steps: however many operations wait, these are few. */
  private readonly wakes = new Set<number>();
  private slowAt = Infinity;
  private timer: NodeJS.Timeout | undefined;
  private timerAt = Infinity;
  private round: Promise<void> | undefined;
  private again = false;
  private readonly stopping = new AbortController();

  constructor(private readonly options: RecoverySweepOptions) {}

  /** Begins with a round at once. */
  start(): void {
    this.begin();
  }

  /** Sees to it that a round begins then, or a moment later. */
  wakeAt(time: Date): void {
    if (this.stopped) return;
    this.wakes.add(Math.ceil((time.getTime() + 1) / stepMs) * stepMs);
    this.setTimer();
  }

  /** Begins no further round and waits for the one under way, but not for room. */
  async stop(): Promise<void> {
    this.stopping.abort();
    clearTimeout(this.timer);
    await this.round;
  }

  private get stopped(): boolean {
    return this.stopping.signal.aborted;
  }

  private setTimer(): void {
    const next = Math.min(...this.wakes, this.slowAt);
    if (this.stopped || next >= this.timerAt) return;
    clearTimeout(this.timer);
    this.timerAt = next;
    this.timer = setTimeout(() => this.begin(), Math.max(0, next - Date.now()));
    this.timer.unref();
  }

  private begin(): void {
    // A timer may be a millisecond early; `wakeAt` has allowed for it.
    const over = Date.now() + 1;
    for (const wake of this.wakes) if (wake <= over) this.wakes.delete(wake);
    this.timerAt = Infinity;
    // One slow round ahead, however many rounds there were.
    this.slowAt = Date.now() + this.options.everyMs;
    this.setTimer();
    // What has become due may have been missed by the round under way.
    if (this.round) this.again = true;
    else this.round = this.sweep().finally(() => this.endRound());
  }

  private endRound(): void {
    this.round = undefined;
    if (!this.again || this.stopped) return;
    this.again = false;
    this.begin();
  }

  private async sweep(): Promise<void> {
    const { store, settlement, logger } = this.options;
    try {
      for (let taken = batch; taken === batch;) {
        // First room, then operations: meanwhile another instance may have room for them.
        await settlement.room(this.stopping.signal);
        if (this.stopped) return;
        const now = new Date();
        const until = new Date(now.getTime() + settlement.settings.graceMs);
        const due = await store.takeDueOperations(now, until, batch);
        settlement.take(due);
        taken = due.length;
      }
    } catch (error) {
      logger.warn({ err: error }, 'pending payments could not be taken up; will try again');
    }
  }
}
