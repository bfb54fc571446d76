import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Pool } from 'pg';
import type { EventReader } from '../event-reader';
import { Doorbell } from './doorbell';
import { acquireLease, releaseLease, type Lease } from './subscription-lease';
import {
  InvalidSubscriptionError,
  type Subscription,
  type SubscriptionOptions,
} from './subscription-options';
import { Tenure } from './tenure';
import { untilCaughtUp } from './until-caught-up';

const usual = { batchSize: 500, pollMs: 1_000, leaseMs: 10_000, retryMs: { first: 100, longest: 30_000 } };

/**
 * Stands by for a subscription's lease, works while it has it, and goes on after every failure until stopped. After a
 * failure it asks for the lease again: that waits for a commit whose answer got lost, fences off what is left of the
 * attempt, and tells where the cursor is.
 */
export class SubscriptionLoop implements Subscription {
  private readonly stopping = new AbortController();
  private readonly bell = new Doorbell();
  private readonly owner = randomUUID();
  private readonly times: typeof usual;
  /** Resolves when it has stopped. */
  readonly stopped: Promise<void>;
  private lease: Lease | undefined;
  private failures = 0;

  /** @throws InvalidSubscriptionError */
  constructor(
    private readonly pool: Pool,
    private readonly reader: EventReader,
    private readonly options: SubscriptionOptions,
  ) {
    const { batchSize, pollMs, leaseMs, retryMs } = options;
    this.times = {
      batchSize: batchSize ?? usual.batchSize,
      pollMs: pollMs ?? usual.pollMs,
      leaseMs: leaseMs ?? usual.leaseMs,
      retryMs: retryMs ?? usual.retryMs,
    };
    check(options.name, this.times);
    this.stopped = this.run();
  }

  get name(): string {
    return this.options.name;
  }

  untilCaughtUp(timeoutMs: number): Promise<void> {
    const caughtUp = untilCaughtUp(this.pool, this.name, timeoutMs);
    this.wake();
    return caughtUp;
  }

  wake(): void {
    this.bell.ring();
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.stopped;
  }

  private async run(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      try {
        await this.oneTurn(signal);
      } catch (error) {
        this.tell(error);
        await pause(this.nextPause(), undefined, { signal }).catch(() => undefined);
      }
    }
    await this.release();
  }

  private async oneTurn(stop: AbortSignal): Promise<void> {
    const { pool, reader, options: subscription, bell } = this;
    const { batchSize, pollMs, leaseMs } = this.times;
    const askedAt = performance.now();
    const taken = await acquireLease(pool, this.name, this.owner, leaseMs);
    if (!taken) return void (await pause(leaseMs / 5, undefined, { signal: stop }).catch(() => undefined));
    this.lease = taken.lease;
    const onProgress = (): void => void (this.failures = 0);
    const options = { pool, reader, subscription, batchSize, pollMs, leaseMs, bell, onProgress };
    await new Tenure(options, taken.lease, askedAt).run(taken.stored, stop);
  }

  private nextPause(): number {
    const { first, longest } = this.times.retryMs;
    return Math.min(first * 2 ** this.failures++, longest);
  }

  private async release(): Promise<void> {
    // When it fails, the lease expires by itself.
    if (this.lease) await releaseLease(this.pool, this.lease).catch((error: unknown) => this.tell(error));
  }

  private tell(error: unknown): void {
    try {
      this.options.onTrouble?.(error);
    } catch {
      // Who listens badly must not end the subscription.
    }
  }
}

function check(name: string, { batchSize, pollMs, leaseMs, retryMs }: typeof usual): void {
  if (name === '') throw new InvalidSubscriptionError('it has no name');
  if (!Number.isInteger(batchSize) || batchSize < 1)
    throw new InvalidSubscriptionError(`${name} cannot read ${batchSize} events at once`);
  for (const [what, ms] of Object.entries({ pollMs, leaseMs, ...retryMs }))
    if (!(ms > 0)) throw new InvalidSubscriptionError(`${name}: ${what} is ${ms} ms`);
}
