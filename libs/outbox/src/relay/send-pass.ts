import { KeySet } from './key-set';
import type { Refusal } from './refusal';
import type { OutboxRow } from './relay-store';

/** Sends rows in one call; gives back the refusal, if one of them was refused. */
export type Send = (rows: readonly OutboxRow[]) => Promise<Refusal | undefined>;

/** A row that was refused, and why. */
export interface RefusedRow {
  readonly row: OutboxRow;
  readonly refusal: Refusal;
}

/** What one pass over the rows left behind; all others are published. */
export interface PassResult {
  readonly refused: readonly RefusedRow[];
  /** Not sent, because an earlier row of their key was refused. */
  readonly held: readonly OutboxRow[];
}

/**
 * Sends the rows in order, so that a refused row holds back its own key only. When the publisher names the refused
 * record the rest is sent without it; when it does not, halving finds it. An unknown topic refuses all its rows at once.
 */
export async function sendPass(rows: readonly OutboxRow[], send: Send): Promise<PassResult> {
  const pass = new SendPass(send);
  await pass.sendAll(rows);
  return pass;
}

class SendPass implements PassResult {
  readonly refused: RefusedRow[] = [];
  readonly held: OutboxRow[] = [];
  private readonly stopped = new KeySet();

  constructor(private readonly send: Send) {}

  async sendAll(rows: readonly OutboxRow[]): Promise<void> {
    let remaining = this.withoutHeld(rows);
    while (remaining.length > 0) {
      const refusal = await this.send(remaining);
      if (!refusal) return;
      remaining = await this.afterRefusal(remaining, refusal);
    }
  }

  /** What is still to be sent. */
  private async afterRefusal(rows: readonly OutboxRow[], refusal: Refusal): Promise<OutboxRow[]> {
    const at = rows.length === 1 ? 0 : refusal.index;
    const row = at === undefined ? undefined : rows[at];
    if (at === undefined || !row) {
      const middle = Math.ceil(rows.length / 2);
      await this.sendAll(rows.slice(0, middle));
      return this.withoutHeld(rows.slice(middle));
    }
    await this.sendAll(rows.slice(refusal.acknowledged, at));
    if (this.stopped.has(row)) this.held.push(row);
    else this.refuse({ row, refusal });
    const rest = this.withoutHeld(rows.slice(at + 1));
    return refusal.reason === 'unknown-topic' ? this.refuseTopic(row.topic, rest, refusal) : rest;
  }

  private refuseTopic(topic: string, rows: readonly OutboxRow[], refusal: Refusal): OutboxRow[] {
    const others: OutboxRow[] = [];
    for (const row of rows) {
      if (row.topic !== topic) others.push(row);
      else if (this.stopped.has(row)) this.held.push(row);
      else this.refuse({ row, refusal });
    }
    return others;
  }

  private refuse(refused: RefusedRow): void {
    this.refused.push(refused);
    this.stopped.add(refused.row);
  }

  private withoutHeld(rows: readonly OutboxRow[]): OutboxRow[] {
    const free: OutboxRow[] = [];
    for (const row of rows) (this.stopped.has(row) ? this.held : free).push(row);
    return free;
  }
}
