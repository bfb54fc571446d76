import type { Queryable } from '@ordersaga/postgres';
import { openCursor, type SnapshotCursor } from '@ordersaga/snapshot-cursor';
import { channels } from '../channels';
import { sql } from '../statements';
import { outboxLog, readOutboxPage } from './outbox-log';
import type {
  Acquisition,
  DeadLetterRow,
  Lease,
  OutboxPage,
  ParkedRow,
  Renewal,
  RelayStore,
  StoppedKey,
} from './relay-store';

/** Days whose partitions exist ahead of time: so long may no relay run before rows go to the default partition. */
const partitionDaysAhead = 3;

/** The relay's lease, cursor and dead letters in the outbox's own database. */
export class PostgresRelayStore implements RelayStore {
  constructor(
    private readonly client: Queryable,
    private readonly relay: string,
  ) {}

  async acquire(owner: string, ttlMs: number, load: number): Promise<Acquisition> {
    const taken = await this.run<{ fencing: string; cursor: SnapshotCursor | null }>('acquire-lease', [
      this.relay,
      owner,
      ttlMs,
    ]);
    if (taken[0]) return this.openLease(owner, ttlMs, taken[0]);
    const [other] = await this.run<{ held_for_ms: number }>('stand-by', [this.relay, owner, load, ttlMs]);
    return { heldForMs: other?.held_for_ms ?? ttlMs };
  }

  /**
   * In a restored database the stored cursor means nothing. The repaired one is stored before anything else happens:
   * by the old one, partitions that were never read would look as if they had been.
   */
  private async openLease(
    owner: string,
    ttlMs: number,
    { fencing, cursor: stored }: { fencing: string; cursor: SnapshotCursor | null },
  ): Promise<Acquisition> {
    const { cursor, repaired } = await openCursor(this.client, outboxLog, stored ?? 'beginning');
    const lease = { owner, fencing, cursor };
    if (repaired) await this.advance(lease, cursor, [], ttlMs);
    return { lease, restored: repaired };
  }

  async renew(lease: Lease, ttlMs: number): Promise<Renewal> {
    const [row] = await this.run<{ held: boolean; resolved: boolean; standby_load: number | null }>(
      'renew-lease',
      [...this.right(lease), ttlMs],
    );
    return {
      held: row?.held ?? false,
      resolved: row?.resolved ?? false,
      standbyLoad: row?.standby_load ?? null,
    };
  }

  async release(lease: Lease): Promise<void> {
    await this.run('release-lease', [...this.right(lease), channels.lease]);
  }

  readPage(cursor: SnapshotCursor, limit: number): Promise<OutboxPage> {
    return readOutboxPage(this.client, cursor, limit);
  }

  async advance(
    lease: Lease,
    cursor: SnapshotCursor,
    parked: readonly ParkedRow[],
    ttlMs: number,
  ): Promise<boolean> {
    const values = [...this.right(lease), ttlMs, JSON.stringify(cursor)];
    if (parked.length === 0) return (await this.run('advance-cursor', values)).length > 0;
    const ids = parked.map(({ row }) => row.id);
    const reasons = parked.map(({ reason }) => reason ?? null);
    return (await this.run('advance-cursor-and-park', [...values, ids, reasons])).length > 0;
  }

  stoppedKeys(): Promise<StoppedKey[]> {
    return this.run<{ topic: string; key: string }>('list-stopped-keys', []);
  }

  async movableDeadLetters(limit: number): Promise<DeadLetterRow[]> {
    const rows = await this.run<DeadLetterRow & { age_ms: number }>('list-movable-dead-letters', [limit]);
    const now = performance.now();
    return rows.map(({ age_ms, ...row }) => ({ ...row, insertedAt: now - age_ms }));
  }

  async settleDeadLetters(
    lease: Lease,
    done: readonly string[],
    refused: readonly { readonly id: string; readonly reason: string }[],
  ): Promise<boolean> {
    const ids = refused.map(({ id }) => id);
    const reasons = refused.map(({ reason }) => reason);
    return (await this.run('settle-dead-letters', [...this.right(lease), done, ids, reasons])).length > 0;
  }

  async maintain(keepMs: number): Promise<void> {
    await this.run('create-partitions', [partitionDaysAhead]);
    await this.run('drop-partitions', [keepMs]);
  }

  /** What a statement under the lease is guarded by. */
  private right(lease: Lease): [string, string, string] {
    return [this.relay, lease.owner, lease.fencing];
  }

  private async run<R extends object>(statement: string, values: unknown[]): Promise<R[]> {
    const { rows } = await this.client.query<R>({ ...sql(statement), values });
    return rows;
  }
}
