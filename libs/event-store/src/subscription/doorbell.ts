/** Wakes who waits; rung while nobody waits, it is remembered until it is answered. */
export class Doorbell {
  private rung = false;
  private wake: (() => void) | undefined;

  ring(): void {
    this.rung = true;
    this.wake?.();
  }

  /** Before looking, not after: what rings while we look is for the next look. */
  answer(): void {
    this.rung = false;
  }

  /** Waits for a ring, for so long (ms) at most, or until the signal is aborted. One waiter at a time. */
  wait(longestMs: number, signal: AbortSignal): Promise<void> {
    if (this.rung || signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', done);
        this.wake = undefined;
        resolve();
      };
      const timer = setTimeout(done, longestMs);
      signal.addEventListener('abort', done);
      this.wake = done;
    });
  }
}
