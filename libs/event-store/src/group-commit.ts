import type { AppendRequest, Verdict } from './event';

/** Writes requests, each stream at most once, in a transaction of its own; a verdict for each, in their order. */
export type WriteGroup = (requests: readonly AppendRequest[]) => Promise<Verdict[]>;

interface Waiting {
  readonly request: AppendRequest;
  readonly resolve: (verdict: Verdict) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Appends that are asked for while one is on its way go together with the next, so that one flush to disk carries what
 * many callers wait for. Each caller is answered after its own commit. (Group commit: Gawlick and Kinkade, 1985.)
 */
export class GroupCommit {
  private waiting: Waiting[] = [];
  private busy = false;

  /** @param limit most requests in one group, which bounds the size of a statement */
  constructor(
    private readonly write: WriteGroup,
    private readonly limit = 500,
  ) {}

  /** Resolves once the request is committed, or found in conflict. */
  append(request: AppendRequest): Promise<Verdict> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ request, resolve, reject });
      if (!this.busy) void this.work();
    });
  }

  private async work(): Promise<void> {
    this.busy = true;
    while (this.waiting.length > 0) await this.commit(this.takeGroup());
    this.busy = false;
  }

  /** The next requests, but no stream twice: a second one must see what the first did, so it goes with a later group. */
  private takeGroup(): Waiting[] {
    const group: Waiting[] = [];
    const later: Waiting[] = [];
    const streams = new Set<string>();
    for (const entry of this.waiting) {
      const { streamId } = entry.request;
      const fits = group.length < this.limit && !streams.has(streamId);
      streams.add(streamId);
      (fits ? group : later).push(entry);
    }
    this.waiting = later;
    return group;
  }

  private async commit(group: Waiting[]): Promise<void> {
    try {
      const verdicts = await this.write(group.map(({ request }) => request));
      group.forEach(({ resolve }, index) => resolve(verdicts[index] as Verdict));
    } catch (error) {
      if (group.length > 1 && wasRolledBack(error)) await this.commitApart(group);
      else group.forEach(({ reject }) => reject(error));
    }
  }

  /** One request that the database refuses must not fail those that happened to go with it: halves until it is alone. */
  private async commitApart(group: Waiting[]): Promise<void> {
    const half = Math.ceil(group.length / 2);
    await this.commit(group.slice(0, half));
    await this.commit(group.slice(half));
  }
}

/**
 * Whether nothing of it can have been written: the server said what was wrong with a statement, or nothing was sent.
 * After a lost connection nobody knows; repeating could then write twice.
 */
function wasRolledBack(error: unknown): boolean {
  const { code } = error as { code?: unknown };
  if (code === 'append-invalid') return true;
  return typeof code === 'string' && /^(21|22|23|40|42|54|P0)[0-9A-Z]{3}$/.test(code);
}
