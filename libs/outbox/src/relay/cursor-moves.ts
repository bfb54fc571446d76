import type { SnapshotCursor } from '@ordersaga/snapshot-cursor';
import type { ParkedRow } from './relay-store';

/** Moves the cursor in the database and parks rows, both or neither. */
export type MoveCursor = (cursor: SnapshotCursor, parked: readonly ParkedRow[]) => Promise<void>;

/**
 * So long may a move wait for the next page to go along with, milliseconds. A crash meanwhile makes as much be
 * published again, which consumers bear anyway.
 */
const spacingMs = 50;

/**
 * Lets the cursor follow what is published, beside the next send: at once after a quiet time, and with rows to park;
 * otherwise one move stands for the pages of 50 ms, which would each cost the database as much as the rows they carry.
 */
export class CursorMoves {
  /** What the next move takes along, whoever starts it. */
  private due: { readonly cursor: SnapshotCursor; readonly parked: readonly ParkedRow[] } | undefined;
  private timer: NodeJS.Timeout | undefined;
  private lastAt = -Infinity;
  private moving: Promise<void> = Promise.resolve();

  constructor(private readonly move: MoveCursor) {}

  /**
   * To be told after each page, in order.
   * @throws what an earlier move threw
   */
  async follow(cursor: SnapshotCursor, parked: readonly ParkedRow[]): Promise<void> {
    this.due = { cursor, parked: [...(this.due?.parked ?? []), ...parked] };
    const waitMs = this.lastAt + spacingMs - performance.now();
    if (parked.length > 0 || waitMs <= 0) await this.start();
    else this.timer ??= setTimeout(() => void this.start().catch(() => undefined), waitMs);
  }

  /**
   * Resolves when the cursor is where the last page has taken it.
   * @throws what a move threw
   */
  async settle(): Promise<void> {
    await this.start();
    await this.moving;
  }

  private async start(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    await this.moving;
    const { due } = this;
    if (due === undefined) return;
    this.due = undefined;
    this.lastAt = performance.now();
    this.moving = this.move(due.cursor, due.parked);
    this.moving.catch(() => undefined);
  }
}
