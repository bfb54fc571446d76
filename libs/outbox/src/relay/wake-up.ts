/** A bell that stays rung until it is cleared, so that what rings between a look and a wait is not missed. */
export class WakeUp {
  private rung = false;
  private wake: (() => void) | undefined;

  ring(): void {
    this.rung = true;
    this.wake?.();
  }

  /** Call it before looking, not after. */
  clear(): void {
    this.rung = false;
  }

  /** Waits until it is rung, the time (ms) is over or the signal is aborted. One waiter at a time. */
  wait(timeoutMs: number, signal: AbortSignal): Promise<void> {
    if (this.rung || signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', done);
        this.wake = undefined;
        resolve();
      };
      const timer = setTimeout(done, timeoutMs);
      signal.addEventListener('abort', done);
      this.wake = done;
    });
  }
}
