import type { Pool } from 'pg';
import { appendToStreams, groupAppend } from './append-statement';
import type { AppendRequest, Verdict } from './event';
import type { AppendWriter } from './group-commit';
import type { Sealing } from './sealing/sealing';
import { SharedConnection } from './shared-connection';
import { sql } from './statements';

/** SQLSTATE: a lock was waited for as long as it may be. */
const lockNotAvailable = '55P03';

/** What a writer needs to know. */
export interface GroupWriterOptions {
  readonly pool: Pool;
  readonly sealing: Sealing;
  readonly alongside: string | undefined;
  /** Called after each commit. */
  readonly onWritten: () => void;
}

/** Writes what many callers append at the same time, all groups on one connection. */
export class GroupWriter implements AppendWriter {
  private readonly pool: Pool;
  private readonly connection: SharedConnection;

  constructor(private readonly options: GroupWriterOptions) {
    this.pool = options.pool;
    this.connection = new SharedConnection(options.pool);
  }

  async writeTogether(requests: readonly AppendRequest[]): Promise<(Verdict | undefined)[]> {
    const sealed = await this.options.sealing.seal(this.pool, requests);
    try {
      return await this.write(sealed);
    } catch (error) {
      if ((error as { code?: unknown }).code !== lockNotAvailable) throw error;
      return this.writeFree(sealed, error);
    }
  }

  async writeAlone(request: AppendRequest): Promise<Verdict> {
    const { sealing, alongside, onWritten } = this.options;
    const [verdict] = await appendToStreams(this.pool, await sealing.seal(this.pool, [request]), alongside);
    onWritten();
    return verdict as Verdict;
  }

  private async write(requests: readonly AppendRequest[]): Promise<Verdict[]> {
    const { alongside, onWritten } = this.options;
    const verdicts = await this.connection.use(groupAppend(requests, alongside));
    onWritten();
    return verdicts;
  }

  /** @throws what was met with, when it does not show what is held, as of a stream whose creation is under way */
  private async writeFree(
    requests: readonly AppendRequest[],
    metWith: unknown,
  ): Promise<(Verdict | undefined)[]> {
    if (requests.length === 1) return [undefined];
    const held = await this.findHeld(requests);
    if (held.size === 0) throw metWith;
    const free = requests.filter(({ streamId }) => !held.has(streamId));
    const written = free.length > 0 ? await this.write(free) : [];
    const verdicts = new Map(written.map((verdict) => [verdict.streamId, verdict]));
    return requests.map(({ streamId }) => verdicts.get(streamId));
  }

  private async findHeld(requests: readonly AppendRequest[]): Promise<ReadonlySet<string>> {
    const values = [requests.map(({ streamId }) => streamId)];
    const { rows } = await this.pool.query<{ stream_id: string }>({ ...sql('find-held-streams'), values });
    return new Set(rows.map(({ stream_id: streamId }) => streamId));
  }
}
