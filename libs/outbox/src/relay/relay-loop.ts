import type { Trouble } from './describe-trouble';
import { GrowingPause, pause } from './growing-pause';
import type { Lease } from './relay-store';
import { Tenure, type TenureOptions } from './tenure';
import type { WakeUp } from './wake-up';

export interface RelayLoopOptions extends Omit<TenureOptions, 'wakeUps'> {
  readonly owner: string;
  readonly wakeUps: TenureOptions['wakeUps'] & { readonly lease: WakeUp };
  /** How long to hold back before trying for the lease, milliseconds: lets a less busy instance be first. */
  readonly hesitateMs: () => number;
  /** How many outboxes this instance publishes; told to the others. */
  readonly load: () => number;
  /** Pauses while the database is away or not set up, milliseconds. */
  readonly databasePauseMs: { readonly first: number; readonly longest: number };
  /** Turns an error of the database into what the log shall say. */
  readonly describe: (error: unknown) => Trouble;
}

/** Stands by for the lease of one outbox, publishes while it has it, and goes on after every failure until stopped. */
export class RelayLoop {
  private readonly stopping = new AbortController();
  private readonly pauses: GrowingPause;
  private running: Promise<void> | undefined;
  private trouble: string | undefined;
  private isActive = false;

  constructor(private readonly options: RelayLoopOptions) {
    this.pauses = new GrowingPause(options.databasePauseMs.first, options.databasePauseMs.longest);
  }

  get active(): boolean {
    return this.isActive;
  }

  start(): void {
    this.running ??= this.run();
  }

  /** Finishes the page in flight, moves the cursor, gives the lease up. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  private async run(): Promise<void> {
    const stop = this.stopping.signal;
    while (!stop.aborted) {
      try {
        await this.oneTurn(stop);
      } catch (error) {
        this.failed(error);
        await this.pauses.wait(stop);
      }
    }
  }

  private async oneTurn(stop: AbortSignal): Promise<void> {
    const { store, owner, leaseTtlMs, wakeUps, hesitateMs, load } = this.options;
    await pause(hesitateMs(), stop);
    if (stop.aborted) return;
    wakeUps.lease.clear();
    const askedAt = performance.now();
    const acquisition = await store.acquire(owner, leaseTtlMs, load());
    this.recovered();
    if ('lease' in acquisition) {
      if (acquisition.restored)
        this.options.logger.warn(
          {},
          'this outbox was restored into another cluster: it is read from its beginning',
        );
      await this.beActive(acquisition.lease, askedAt, stop);
    } else await wakeUps.lease.wait(Math.min(Math.max(acquisition.heldForMs, 10), leaseTtlMs), stop);
  }

  private async beActive(lease: Lease, askedAt: number, stop: AbortSignal): Promise<void> {
    const { logger, store } = this.options;
    logger.info({ fencing: lease.fencing }, 'publishing this outbox');
    this.setActive(true);
    try {
      await new Tenure(this.options, lease, askedAt).run(stop);
    } finally {
      this.setActive(false);
      await store.release(lease).catch((error: unknown) => {
        logger.warn({ err: error }, 'the lease could not be given up; it will expire');
      });
    }
  }

  private setActive(active: boolean): void {
    this.isActive = active;
    this.options.events.activeChanged?.(active);
  }

  /** Each trouble is logged once, however long it lasts. */
  private failed(error: unknown): void {
    this.options.events.failed?.('database');
    const { text, expected } = this.options.describe(error);
    const fields = expected ? { reason: String(error) } : { err: error };
    if (text !== this.trouble) this.options.logger.warn(fields, `${text}; waiting for it`);
    this.trouble = text;
  }

  private recovered(): void {
    if (this.trouble !== undefined) this.options.logger.info({}, 'the outbox can be reached');
    this.trouble = undefined;
    this.pauses.reset();
  }
}
