import { setTimeout as pause } from 'node:timers/promises';
import { inTransaction } from '@ordersaga/postgres';
import { openCursor, type SnapshotCursor } from '@ordersaga/snapshot-cursor';
import type { Pool } from 'pg';
import type { EventReader } from '../event-reader';
import { eventLog, readEvents, type LogBatch } from '../log/event-log';
import type { Doorbell } from './doorbell';
import { moveApart, moveWithin, renewLease, type Lease } from './subscription-lease';
import type { SubscriptionOptions } from './subscription-options';

/** What one owner of a subscription works with. */
export interface TenureOptions {
  readonly pool: Pool;
  readonly reader: EventReader;
  readonly subscription: SubscriptionOptions;
  readonly batchSize: number;
  readonly pollMs: number;
  readonly leaseMs: number;
  readonly bell: Doorbell;
  /** Called when something went well: after each look at the log. */
  readonly onProgress: () => void;
}

/** The lease went to another instance; the transaction that noticed is rolled back. */
class LeaseLostError extends Error {}

/** The time in which one instance has the lease of a subscription: it reads, has events handled, moves the cursor. */
export class Tenure {
  private readonly ended = new AbortController();
  private validUntil: number;

  /** @param askedAt `performance.now()` before the lease was asked for */
  constructor(
    private readonly options: TenureOptions,
    private readonly lease: Lease,
    askedAt: number,
  ) {
    this.validUntil = askedAt + options.leaseMs;
  }

  /**
   * Works until told to stop or the lease is lost; a batch in hand is finished.
   * @throws what the handler or the database threw
   */
  async run(stored: SnapshotCursor | null, stop: AbortSignal): Promise<void> {
    const end = (): void => this.ended.abort();
    stop.addEventListener('abort', end);
    if (stop.aborted) end();
    const results = await Promise.allSettled([this.work(stored).finally(end), this.renew().finally(end)]);
    stop.removeEventListener('abort', end);
    const failed = results.find((result) => result.status === 'rejected');
    if (failed && !(failed.reason instanceof LeaseLostError)) throw failed.reason;
  }

  private async work(stored: SnapshotCursor | null): Promise<void> {
    const { pool, reader, subscription, batchSize, pollMs, bell, onProgress } = this.options;
    let cursor = await this.open(stored);
    while (!this.ended.signal.aborted) {
      bell.answer();
      const batch = await readEvents(pool, reader, cursor, batchSize, subscription);
      // A lapse of the lease while we were held up: another instance may have these events already.
      if (performance.now() >= this.validUntil) throw new LeaseLostError();
      if (batch.events.length > 0) await this.handle(batch);
      // A page without events may end a long step, which is worth keeping as well.
      else if (batch.read > 0 || cursor.current !== null) await this.move(batch.cursor);
      cursor = batch.cursor;
      onProgress();
      if (batch.complete) await bell.wait(pollMs, this.ended.signal);
    }
  }

  /** A place that was just found, or repaired, is stored before anything else: "the end" must not be found again later. */
  private async open(stored: SnapshotCursor | null): Promise<SnapshotCursor> {
    const { pool, subscription } = this.options;
    const opened = await openCursor(pool, eventLog, stored ?? subscription.from ?? 'beginning');
    if (!stored || opened.repaired) await this.move(opened.cursor);
    return opened.cursor;
  }

  private async handle({ events, cursor }: LogBatch): Promise<void> {
    const { pool, subscription } = this.options;
    if (!subscription.handleWithin) {
      await subscription.handle(events);
      return this.move(cursor);
    }
    await inTransaction(pool, async (client) => {
      await subscription.handleWithin(events, client);
      if (!(await moveWithin(client, this.lease, cursor))) throw new LeaseLostError();
    });
  }

  private async move(cursor: SnapshotCursor): Promise<void> {
    if (!(await moveApart(this.options.pool, this.lease, cursor))) throw new LeaseLostError();
  }

  private async renew(): Promise<void> {
    const { pool, leaseMs } = this.options;
    for (;;) {
      await pause(leaseMs / 3, undefined, { signal: this.ended.signal }).catch(() => undefined);
      if (this.ended.signal.aborted) return;
      const askedAt = performance.now();
      if (!(await renewLease(pool, this.lease, leaseMs))) throw new LeaseLostError();
      this.validUntil = askedAt + leaseMs;
    }
  }
}
