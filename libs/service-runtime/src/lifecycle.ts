/** Something that runs until it is stopped. `stop` may be called twice. */
export interface Stoppable {
  stop(): Promise<void>;
}

/** A dependency and how to see whether it answers; `check` throws when it does not. */
export interface HealthCheck {
  readonly name: string;
  check(): Promise<void>;
}

/**
 * What has been started, to be stopped in the opposite order. A start that fails half-way stops what it had begun.
 */
export class Started implements Stoppable {
  private readonly parts: Array<{ name: string; stop: () => Promise<unknown> }> = [];
  private stopping: Promise<void> | undefined;

  /** Remembers how to stop a part that has just started. */
  add(name: string, stop: () => Promise<unknown>): void {
    this.parts.push({ name, stop });
  }

  /**
   * Stops every part, the last started first, even when one of them fails.
   * @throws AggregateError of what failed
   */
  stop(): Promise<void> {
    this.stopping ??= this.stopAll();
    return this.stopping;
  }

  private async stopAll(): Promise<void> {
    const failures: Error[] = [];
    for (const { name, stop } of this.parts.reverse()) {
      try {
        await stop();
      } catch (cause) {
        failures.push(new Error(`${name} did not stop cleanly: ${(cause as Error).message}`, { cause }));
      }
    }
    if (failures.length > 0) throw new AggregateError(failures, failures.map((f) => f.message).join('; '));
  }

  /** Runs a start that adds its parts; when it throws, what it had started is stopped before the error goes on. */
  static async during<T>(start: (started: Started) => Promise<T>): Promise<T> {
    const started = new Started();
    try {
      return await start(started);
    } catch (error) {
      await started.stop().catch(() => undefined);
      throw error;
    }
  }
}
