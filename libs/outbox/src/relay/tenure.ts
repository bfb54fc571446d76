import { Pace } from '@ordersaga/pace';
import type { SnapshotCursor } from '@ordersaga/snapshot-cursor';
import { CursorMoves } from './cursor-moves';
import { Handover } from './handover';
import { pause } from './growing-pause';
import { KeySet } from './key-set';
import type { PagePublisher, PublishingRights } from './page-publisher';
import { PublishingEndedError } from './patient-sender';
import type { RelayEvents, RelayLogger } from './ports';
import type { Lease, OutboxPage, ParkedRow, RelayStore } from './relay-store';
import { settleResolved } from './settle-resolved';
import type { WakeUp } from './wake-up';

export interface TenureOptions {
  readonly store: RelayStore;
  readonly publisher: PagePublisher;
  readonly logger: RelayLogger;
  readonly events: RelayEvents;
  readonly wakeUps: { readonly rows: WakeUp; readonly deadLetters: WakeUp };
  readonly leaseTtlMs: number;
  readonly pollMs: number;
  readonly pageSize: number;
  readonly keepMs: number;
  readonly maintainEveryMs: number;
  /** Whether to hand the outbox over to an instance that stands by and publishes so many others. */
  readonly mayYieldTo: (standbyLoad: number) => boolean;
}

/** Rows a second from which on it is worth 10 ms to read more of them at once. */
const crowd = { crowdedPerSecond: 300, pauseMs: 10 };

/** The time in which one relay has the lease of its outbox: it reads, publishes and moves the cursor. */
export class Tenure {
  private readonly ended = new AbortController();
  private readonly pages = new Handover<OutboxPage>();
  private readonly stopped = new KeySet();
  private readonly rights: PublishingRights;
  private readonly pace = new Pace(crowd);
  private validUntil: number;
  private readonly moves = new CursorMoves((cursor, parked) => this.advance(cursor, parked));
  private resolved = true;

  /** @param takenAt `performance.now()` before the lease was asked for */
  constructor(
    private readonly options: TenureOptions,
    private readonly lease: Lease,
    takenAt: number,
  ) {
    this.validUntil = takenAt + options.leaseTtlMs;
    this.rights = {
      mayPublish: () => performance.now() < this.validUntil,
      over: this.ended.signal,
    };
  }

  /**
   * Works until told to stop or the lease is lost; then the page in flight is finished and the cursor moved.
   * @throws what the database threw, once everything has come to rest
   */
  async run(stop: AbortSignal): Promise<void> {
    const end = (): void => this.ended.abort();
    stop.addEventListener('abort', end);
    if (stop.aborted) end();
    const loops = [this.read(), this.send(), this.renew(), this.maintain()];
    // The first to fail, or to find the lease lost, ends the others.
    const results = await Promise.allSettled(loops.map((loop) => loop.finally(end)));
    stop.removeEventListener('abort', end);
    const failed = results.find((result) => result.status === 'rejected');
    if (failed) throw failed.reason;
  }

  private async read(): Promise<void> {
    const { store, wakeUps, pageSize, pollMs } = this.options;
    let { cursor } = this.lease;
    for (;;) {
      await this.pages.room(this.ended.signal);
      if (this.ended.signal.aborted) return;
      wakeUps.rows.clear();
      const turnAt = performance.now();
      const page = await store.readPage(cursor, pageSize);
      cursor = page.cursor;
      if (page.rows.length > 0) this.pages.put(page);
      this.pace.note(page.rows.length);
      if (!page.complete) continue;
      await wakeUps.rows.wait(pollMs, this.ended.signal);
      const pauseMs = this.pace.pauseAfter(turnAt);
      if (pauseMs > 0) await pause(pauseMs, this.ended.signal);
    }
  }

  private async send(): Promise<void> {
    this.stopped.replace(await this.options.store.stoppedKeys());
    try {
      while (!this.ended.signal.aborted) {
        if (this.resolved) await this.settle();
        const page = await this.pages.take(this.ended.signal);
        if (page) await this.publish(page);
      }
    } catch (error) {
      if (!(error instanceof PublishingEndedError)) throw error;
    } finally {
      await this.moves.settle();
    }
  }

  private async publish(page: OutboxPage): Promise<void> {
    const parked = await this.options.publisher.publish(page.rows, this.stopped, this.rights);
    if (parked.length > 0) this.options.events.deadLettered?.(parked.length);
    await this.moves.follow(page.cursor, parked);
  }

  private async advance(cursor: SnapshotCursor, parked: readonly ParkedRow[]): Promise<void> {
    const askedAt = performance.now();
    const { store, leaseTtlMs } = this.options;
    this.prolonged(await store.advance(this.lease, cursor, parked, leaseTtlMs), askedAt);
  }

  /** Between two pages, with nothing in flight: so a replayed row comes before what follows it. */
  private async settle(): Promise<void> {
    this.resolved = false;
    await this.moves.settle();
    const { store, publisher, logger } = this.options;
    const held = await settleResolved({ store, publisher, logger, lease: this.lease, rights: this.rights });
    if (!held) this.lost();
    this.stopped.replace(await store.stoppedKeys());
  }

  private async renew(): Promise<void> {
    const { store, leaseTtlMs, wakeUps, mayYieldTo } = this.options;
    while (!this.ended.signal.aborted) {
      wakeUps.deadLetters.clear();
      const askedAt = performance.now();
      const { held, resolved, standbyLoad } = await store.renew(this.lease, leaseTtlMs);
      this.prolonged(held, askedAt);
      if (resolved) {
        this.resolved = true;
        this.pages.poke();
      }
      if (standbyLoad !== null && mayYieldTo(standbyLoad))
        return this.options.logger.info({}, 'handing over');
      await wakeUps.deadLetters.wait(leaseTtlMs / 3, this.ended.signal);
    }
  }

  private async maintain(): Promise<void> {
    const { store, keepMs, maintainEveryMs, logger } = this.options;
    while (!this.ended.signal.aborted) {
      await store
        .maintain(keepMs)
        .catch((error: unknown) => logger.warn({ err: error }, 'partitions not maintained; will try again'));
      await pause(maintainEveryMs, this.ended.signal);
    }
  }

  private prolonged(held: boolean, askedAt: number): void {
    if (held) this.validUntil = Math.max(this.validUntil, askedAt + this.options.leaseTtlMs);
    else this.lost();
  }

  private lost(): void {
    this.options.logger.warn({ fencing: this.lease.fencing }, 'the lease was lost to another relay');
    this.validUntil = 0;
    this.ended.abort();
  }
}
