import {
  discardDeadLetters,
  listDeadLetters,
  outlineDeadLetters,
  replayDeadLetters,
  type DeadLetterOutline,
} from '@ordersaga/outbox';
import { createPool } from '@ordersaga/postgres';
import type { Pool } from 'pg';
import { reaching } from './errors';
import type { Contents, Decision, Letter, LetterSource, Outcome } from './letter';

/** The rows of an outbox that Kafka refused, and those parked behind them. */
export class OutboxSource implements LetterSource {
  readonly kind = 'outbox';
  readonly carriedOutBy: string;
  private readonly pool: Pool;

  constructor(
    readonly name: string,
    connectionString: string,
  ) {
    this.carriedOutBy = `a message-relay that publishes outbox ${name}`;
    this.pool = createPool({ connectionString, max: 1, applicationName: 'dead-letters' });
  }

  async list(): Promise<Letter[]> {
    return this.inOrder(await this.reaching(() => outlineDeadLetters(this.pool)));
  }

  async read({ id }: Letter): Promise<Contents> {
    const after = String(BigInt(id) - 1n);
    const [row] = await this.reaching(() => listDeadLetters(this.pool, { after, limit: 1 }));
    if (row?.id !== id) return { headers: {}, payload: undefined };
    return { headers: row.headers, payload: Buffer.from(JSON.stringify(row.payload)) };
  }

  async decide(letters: readonly Letter[], decision: Decision): Promise<void> {
    const resolve = decision === 'replay' ? replayDeadLetters : discardDeadLetters;
    await this.reaching(() => resolve(this.pool, { ids: letters.map(({ id }) => id) }));
  }

  outcomeOf(_letter: Letter, decided: Decision): Outcome {
    return decided === 'replay' ? 'replayed' : 'discarded';
  }

  async close(): Promise<void> {
    await this.pool.end();
  }

  private reaching<T>(work: () => Promise<T>): Promise<T> {
    return reaching(`outbox ${this.name}`, work);
  }

  /** A refused row that nobody has decided about stops the later ones of its key, but for those to be discarded. */
  private inOrder(rows: readonly DeadLetterOutline[]): Letter[] {
    const stopped = new Set<string>();
    return rows.map((row) => {
      const line = `${row.topic}\u0000${row.key}`;
      const isUndecided = row.reason !== null && row.resolution === null;
      const isStopped = stopped.has(line) && row.resolution !== 'discard';
      if (isUndecided) stopped.add(line);
      return this.toLetter(row, isUndecided ? 'decision' : isStopped ? 'key' : 'process');
    });
  }

  private toLetter(row: DeadLetterOutline, waitsFor: Letter['waitsFor']): Letter {
    const { id, topic, key, reason, parkedAt, resolution } = row;
    return {
      ...{ source: this.name, kind: this.kind, id, topic, key, waitsFor, since: parkedAt },
      reason: reason === null ? 'parked' : 'refused',
      ...(reason !== null && { error: reason }),
      ...(resolution !== null && { decision: resolution }),
    };
  }
}
