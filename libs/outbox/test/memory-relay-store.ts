import type {
  Acquisition,
  DeadLetterRow,
  Lease,
  OutboxPage,
  OutboxRow,
  ParkedRow,
  RelayStore,
  Renewal,
  StoppedKey,
} from '../src/relay/relay-store';

/** An outbox in memory: the cursor is a place in the list of rows. */
export class MemoryRelayStore implements RelayStore {
  readonly rows: OutboxRow[] = [];
  readonly letters: DeadLetterRow[] = [];
  published = 0;
  reads = 0;
  down = false;
  owner: string | null = null;
  fencing = 0;
  standbyLoad: number | null = null;

  append(...rows: readonly (Pick<OutboxRow, 'key'> & Partial<OutboxRow>)[]): void {
    for (const row of rows)
      this.rows.push({
        id: String(this.rows.length + 1),
        topic: 'orders',
        headers: {},
        payload: JSON.stringify(this.rows.length + 1),
        insertedAt: performance.now(),
        ...row,
      });
  }

  /** Another relay takes the lease, as if it had expired. */
  steal(owner: string): void {
    this.owner = owner;
    this.fencing += 1;
  }

  async acquire(owner: string): Promise<Acquisition> {
    await this.answer();
    if (this.owner !== null && this.owner !== owner) return { heldForMs: 20 };
    this.steal(owner);
    return { lease: { owner, fencing: String(this.fencing), cursor: at(this.published) } };
  }

  async renew(lease: Lease): Promise<Renewal> {
    await this.answer();
    const resolved = this.letters.some((letter) => letter.resolution !== null);
    return { held: this.holds(lease), resolved, standbyLoad: this.standbyLoad };
  }

  async release(lease: Lease): Promise<void> {
    await this.answer();
    if (this.holds(lease)) this.owner = null;
  }

  async readPage(cursor: OutboxPage['cursor'], limit: number): Promise<OutboxPage> {
    await this.answer();
    this.reads += 1;
    const from = Number(cursor.lastId);
    const rows = this.rows.slice(from, from + limit);
    return { rows, cursor: at(from + rows.length), complete: rows.length < limit };
  }

  async advance(lease: Lease, cursor: OutboxPage['cursor'], parked: readonly ParkedRow[]): Promise<boolean> {
    await this.answer();
    if (!this.holds(lease)) return false;
    this.published = Number(cursor.lastId);
    for (const { row, reason } of parked)
      this.letters.push({ ...row, reason: reason ?? null, resolution: null });
    return true;
  }

  async stoppedKeys(): Promise<StoppedKey[]> {
    await this.answer();
    return [...this.letters];
  }

  async movableDeadLetters(): Promise<DeadLetterRow[]> {
    await this.answer();
    const heads = new Map(
      this.letters.map((letter) => [letter.key, letter]).reverse() as [string, DeadLetterRow][],
    );
    const moves = ({ reason, resolution }: DeadLetterRow) => reason === null || resolution !== null;
    return this.letters.filter(
      (letter) => moves(heads.get(letter.key) ?? letter) || letter.resolution === 'discard',
    );
  }

  async settleDeadLetters(
    lease: Lease,
    done: readonly string[],
    refused: readonly { id: string; reason: string }[],
  ): Promise<boolean> {
    await this.answer();
    if (!this.holds(lease)) return false;
    const left = this.letters.filter((letter) => !done.includes(letter.id));
    const again = new Map(refused.map(({ id, reason }) => [id, reason]));
    this.letters.splice(0, this.letters.length);
    for (const letter of left) {
      const reason = again.get(letter.id);
      this.letters.push(reason === undefined ? letter : { ...letter, reason, resolution: null });
    }
    return true;
  }

  maintain(): Promise<void> {
    return this.answer();
  }

  private holds(lease: Lease): boolean {
    return this.owner === lease.owner && String(this.fencing) === lease.fencing;
  }

  private async answer(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    if (this.down) throw new Error('the database is down');
  }
}

function at(place: number): OutboxPage['cursor'] {
  return { cluster: 'memory', previous: '1:1:', current: null, lastId: String(place) };
}
