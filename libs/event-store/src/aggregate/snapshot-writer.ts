import type { Queryable } from '@ordersaga/postgres';
import { sql } from '../statements';
import { checksumOf, type SnapshotPlace } from './snapshot-text';

/** A state to be kept, and the event it was folded up to. */
export interface Snapshot extends SnapshotPlace {
  readonly eventId: string;
}

/** Most snapshots that wait; what comes on top is dropped, a later load takes it again. */
const mostWaiting = 500;
/** Most in one statement, which bounds its size. */
const mostAtOnce = 50;

/**
 * Writes snapshots in the background, one statement at a time, so that they take one connection of the pool at most.
 * Nobody waits for them and no failure reaches anybody but `onTrouble`.
 */
export class SnapshotWriter {
  private waiting = new Map<string, Snapshot>();
  private writing: Promise<void> | undefined;

  constructor(
    private readonly client: Queryable,
    private readonly onTrouble: (error: unknown) => void,
  ) {}

  /** Takes a snapshot over, of two of the same the higher one; never throws. */
  put(snapshot: Snapshot): void {
    const key = JSON.stringify([snapshot.streamId, snapshot.fold, snapshot.foldVersion]);
    const known = this.waiting.get(key);
    if (known ? known.version > snapshot.version : this.waiting.size >= mostWaiting) return;
    this.waiting.set(key, snapshot);
    this.writing ??= this.work().finally(() => (this.writing = undefined));
  }

  /** Resolves when nothing is left to be written. */
  async idle(): Promise<void> {
    while (this.writing) await this.writing;
  }

  private async work(): Promise<void> {
    while (this.waiting.size > 0) {
      const batch = [...this.waiting].slice(0, mostAtOnce);
      for (const [key] of batch) this.waiting.delete(key);
      await saveSnapshots(
        this.client,
        batch.map(([, snapshot]) => snapshot),
      ).catch(this.onTrouble);
    }
  }
}

/** Writes snapshots, each stream's fold at most once; one that stands is replaced by none of a lower version. */
export async function saveSnapshots(client: Queryable, snapshots: readonly Snapshot[]): Promise<void> {
  const values = [
    snapshots.map(({ streamId }) => streamId),
    snapshots.map(({ fold }) => fold),
    snapshots.map(({ foldVersion }) => foldVersion),
    snapshots.map(({ version }) => version),
    snapshots.map(({ eventId }) => eventId),
    snapshots.map(({ text }) => text),
    snapshots.map((snapshot) => checksumOf(snapshot)),
    snapshots.map(({ subjects }) => JSON.stringify(subjects)),
  ];
  await client.query({ ...sql('save-snapshots'), values });
}
