import type { SnapshotCursor } from '@ordersaga/snapshot-cursor';

/** A committed row of the outbox. */
export interface OutboxRow {
  /** The outbox's sequence number, in decimal. */
  readonly id: string;
  readonly topic: string;
  readonly key: string;
  readonly headers: Readonly<Record<string, string>>;
  /** JSON text. */
  readonly payload: string;
  /** `performance.now()` of this process at which it was inserted, by the database's account of its age. */
  readonly insertedAt: number;
}

/** Rows in the order in which they must be published, and the cursor that is past them. */
export interface OutboxPage {
  readonly rows: readonly OutboxRow[];
  readonly cursor: SnapshotCursor;
  /** False when there may be more to read at once. */
  readonly complete: boolean;
}

/** A row that goes to the dead letters; without a reason it only waits behind a refused one of its key. */
export interface ParkedRow {
  readonly row: OutboxRow;
  readonly reason?: string;
}

/** Topic and key: what is in order on Kafka, and stops as one. */
export interface StoppedKey {
  readonly topic: string;
  readonly key: string;
}

/** A dead letter as the relay reads it back. */
export interface DeadLetterRow extends OutboxRow {
  /** Null when it is only parked behind another. */
  readonly reason: string | null;
  readonly resolution: 'replay' | 'discard' | null;
}

/** The right to publish: void as soon as another owner has a higher fencing number. */
export interface Lease {
  readonly owner: string;
  readonly fencing: string;
  /** Where to go on. */
  readonly cursor: SnapshotCursor;
}

/**
 * What an attempt to take the lease brought: the lease, or how long its owner has it for. Restored: the place to go on
 * was of another cluster, so all that the outbox holds will be read again.
 */
export type Acquisition =
  { readonly lease: Lease; readonly restored?: boolean } | { readonly heldForMs: number };

/** How a renewal went, and what it found. */
export interface Renewal {
  /** False when the lease was lost. */
  readonly held: boolean;
  /** Dead letters wait to be settled. */
  readonly resolved: boolean;
  /** How many outboxes an instance publishes whose relay stands by for this one; null when none does. */
  readonly standbyLoad: number | null;
}

/** What the relay keeps in the outbox's database. Every method rejects when that cannot be reached. */
export interface RelayStore {
  /**
   * Takes the lease when it is free, has expired, or is this owner's already; else announces that the owner stands by.
   * @param load how many outboxes the owner's instance publishes
   */
  acquire(owner: string, ttlMs: number, load: number): Promise<Acquisition>;
  /** Prolongs the lease. */
  renew(lease: Lease, ttlMs: number): Promise<Renewal>;
  /** Gives the lease up and tells the others. */
  release(lease: Lease): Promise<void>;
  /** The next rows after the cursor; none when there is nothing new. */
  readPage(cursor: SnapshotCursor, limit: number): Promise<OutboxPage>;
  /**
   * Moves the cursor and parks rows, both or neither, and prolongs the lease.
   * @returns false, having done nothing, when the lease was lost
   */
  advance(
    lease: Lease,
    cursor: SnapshotCursor,
    parked: readonly ParkedRow[],
    ttlMs: number,
  ): Promise<boolean>;
  /** The keys that have dead letters. */
  stoppedKeys(): Promise<StoppedKey[]>;
  /** Dead letters that may move: of keys whose first one is resolved, and those to be discarded; in order. */
  movableDeadLetters(limit: number): Promise<DeadLetterRow[]>;
  /**
   * Removes dead letters that are done with, and gives those refused once more their new reason.
   * @returns false, having done nothing, when the lease was lost
   */
  settleDeadLetters(
    lease: Lease,
    done: readonly string[],
    refused: readonly { readonly id: string; readonly reason: string }[],
  ): Promise<boolean>;
  /** Creates the partitions of the coming days and drops those that are read and older than `keepMs`. */
  maintain(keepMs: number): Promise<void>;
}
