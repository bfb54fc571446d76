import { setTimeout as wait } from 'node:timers/promises';

/** Pauses that double from the first to the longest, milliseconds. */
export class GrowingPause {
  private next: number;

  constructor(
    private readonly firstMs: number,
    private readonly longestMs: number,
  ) {
    this.next = firstMs;
  }

  /** Waits for the next pause, or until the signal is aborted. */
  async wait(signal: AbortSignal): Promise<void> {
    const pauseMs = this.next;
    this.next = Math.min(this.next * 2, this.longestMs);
    await pause(pauseMs, signal);
  }

  /** Begins with the first pause again. */
  reset(): void {
    this.next = this.firstMs;
  }
}

/** Waits, or returns as soon as the signal is aborted. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await wait(ms, undefined, { signal }).catch(() => undefined);
}
