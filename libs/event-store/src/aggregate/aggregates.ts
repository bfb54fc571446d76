import type { Queryable } from '@ordersaga/postgres';
import type { StoredEvent } from '../event';
import { byStream, type EventReader } from '../event-reader';
import type { EventRow } from '../event-row';
import { loadStreams, type LoadLimit } from '../load-streams';
import { sql } from '../statements';
import { checkPolicy, type Aggregate, type Fold, type SnapshotPolicy } from './fold';
import { checksumOf, CorruptSnapshotError, snapshotText, stateOf, type SnapshotPlace } from './snapshot-text';
import type { SnapshotWriter } from './snapshot-writer';

/** A snapshot as it was found, or an event. */
type Row = EventRow & { readonly state: string | null; readonly checksum: string | null };

/** What a load found of a stream. */
interface Found {
  readonly snapshot?: SnapshotPlace & { readonly checksum: string | null };
  readonly events: readonly StoredEvent[];
}

const nothing: Found = { events: [] };
const usualName = 'state';

/** Folds streams, from their snapshots on where there are any, and takes new snapshots. */
export class Aggregates {
  constructor(
    private readonly reader: EventReader,
    private readonly snapshots: SnapshotWriter,
    private readonly onTrouble: (error: unknown) => void,
  ) {}

  /**
   * The states of streams, each id with an entry; one round trip, unless a snapshot turns out not to be readable.
   * @throws InvalidSnapshotPolicyError
   */
  async load<State, Event extends StoredEvent>(
    client: Queryable,
    streamIds: readonly string[],
    fold: Fold<State, Event>,
    limit: LoadLimit = {},
  ): Promise<Map<string, Aggregate<State>>> {
    const { snapshot: policy } = fold;
    if (policy) checkPolicy(policy);
    const ids = [...new Set(streamIds)];
    const aggregates = new Map<string, Aggregate<State>>();
    const unreadable: string[] = [];
    const found = policy
      ? await this.findSinceSnapshots(client, ids, policy, limit)
      : await this.findWhole(client, ids, limit);
    for (const id of ids) {
      const aggregate = this.foldFound(found.get(id) ?? nothing, fold, limit);
      if (aggregate) aggregates.set(id, aggregate);
      else unreadable.push(id);
    }
    const whole = await this.findWhole(client, unreadable, limit);
    for (const id of unreadable) aggregates.set(id, this.foldWhole(whole.get(id)?.events ?? [], fold, limit));
    return aggregates;
  }

  private async findWhole(
    client: Queryable,
    ids: readonly string[],
    limit: LoadLimit,
  ): Promise<Map<string, Found>> {
    const events = this.reader.read(await loadStreams(client, ids, limit));
    return new Map([...byStream(events)].map(([id, stream]) => [id, { events: stream }]));
  }

  private async findSinceSnapshots(
    client: Queryable,
    ids: readonly string[],
    { name: fold = usualName, version: foldVersion }: Pick<SnapshotPolicy<unknown>, 'name' | 'version'>,
    { toVersion, at }: LoadLimit,
  ): Promise<Map<string, Found>> {
    if (ids.length === 0) return new Map();
    const values = [ids, toVersion ?? null, at ?? null, fold, foldVersion];
    const { rows } = await client.query<Row>({ ...sql('load-since-snapshots'), values });
    const events = byStream(this.reader.read(rows.filter(({ state }) => state === null)));
    const found = new Map<string, Found>([...events].map(([id, stream]) => [id, { events: stream }]));
    for (const { stream_id: streamId, state: text, version, checksum } of rows) {
      if (text === null) continue;
      const snapshot = { streamId, fold, foldVersion, version: Number(version), text, checksum };
      found.set(streamId, { snapshot, events: events.get(streamId) ?? [] });
    }
    return found;
  }

  /** Nothing when it could not be folded from its snapshot: then only the whole stream tells. */
  private foldFound<State, Event extends StoredEvent>(
    { snapshot, events }: Found,
    fold: Fold<State, Event>,
    limit: LoadLimit,
  ): Aggregate<State> | undefined {
    if (!snapshot) return this.foldWhole(events, fold, limit);
    try {
      if (snapshot.checksum !== checksumOf(snapshot)) throw new CorruptSnapshotError(snapshot.streamId);
      const start = { state: stateOf(snapshot.text, fold.snapshot?.decode), version: snapshot.version };
      return this.foldFrom(start, events, fold, limit);
    } catch (error) {
      this.onTrouble(error);
      return undefined;
    }
  }

  private foldWhole<State, Event extends StoredEvent>(
    events: readonly StoredEvent[],
    fold: Fold<State, Event>,
    limit: LoadLimit,
  ): Aggregate<State> {
    return this.foldFrom({ state: fold.initial(), version: 0 }, events, fold, limit);
  }

  private foldFrom<State, Event extends StoredEvent>(
    start: Aggregate<State>,
    events: readonly StoredEvent[],
    { evolve, snapshot: policy }: Fold<State, Event>,
    { toVersion, at }: LoadLimit,
  ): Aggregate<State> {
    const state = events.reduce((before, event) => evolve(before, event as Event), start.state);
    const last = events.at(-1);
    if (policy && last && events.length >= policy.every && toVersion === undefined && at === undefined)
      this.keep(last, state, policy);
    return { state, version: last?.version ?? start.version };
  }

  /** Its text is made at once: the caller may change the state. */
  private keep<State>(last: StoredEvent, state: State, policy: SnapshotPolicy<State>): void {
    const { streamId, version, eventId } = last;
    try {
      const text = snapshotText(streamId, state, policy);
      const { name: fold = usualName, version: foldVersion } = policy;
      this.snapshots.put({ streamId, fold, foldVersion, version, eventId, text });
    } catch (error) {
      this.onTrouble(error);
    }
  }
}
