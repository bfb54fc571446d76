import type { Queryable } from '@ordersaga/postgres';
import type { StoredEvent } from '../event';
import { byStream, type EventReader } from '../event-reader';
import type { EventRow } from '../event-row';
import { checkLimit, loadStreams, type LoadLimit } from '../load-streams';
import { sql } from '../statements';
import { sealText, unsealText } from '../sealing/sealed-text';
import { checkPolicy, type Aggregate, type Fold, type SnapshotPolicy } from './fold';
import {
  checksumOf,
  CorruptSnapshotError,
  placeOf,
  snapshotText,
  stateOf,
  type SnapshotPlace,
} from './snapshot-text';
import type { SnapshotWriter } from './snapshot-writer';

/** A snapshot as it was found, or an event. */
type Row = EventRow & {
  readonly state: string | null;
  readonly checksum: string | null;
  readonly subjects: string[] | null;
};

/** What a load found of a stream. */
interface Found {
  readonly snapshot?: SnapshotPlace & { readonly checksum: string | null };
  readonly events: readonly StoredEvent[];
  /** Of the subjects that are not forgotten. */
  readonly keys: ReadonlyMap<string, Buffer>;
}

const nothing: Found = { events: [], keys: new Map() };
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
   * @throws InvalidLimitError
   */
  async load<State, Event extends StoredEvent>(
    client: Queryable,
    streamIds: readonly string[],
    fold: Fold<State, Event>,
    limit: LoadLimit = {},
  ): Promise<Map<string, Aggregate<State>>> {
    const { snapshot: policy } = fold;
    if (policy) checkPolicy(policy);
    checkLimit(limit);
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
    for (const id of unreadable) aggregates.set(id, this.foldWhole(whole.get(id) ?? nothing, fold, limit));
    return aggregates;
  }

  private async findWhole(
    client: Queryable,
    ids: readonly string[],
    limit: LoadLimit,
  ): Promise<Map<string, Found>> {
    const rows = await loadStreams(client, ids, limit);
    const keys = await this.reader.keysFor(client, rows);
    const events = byStream(this.reader.open(rows, keys));
    return new Map([...events].map(([id, stream]) => [id, { events: stream, keys }]));
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
    const [snapshots, since] = [rows.filter(isSnapshot), rows.filter((row) => !isSnapshot(row))];
    const keys = await this.reader.keysFor(
      client,
      since,
      snapshots.flatMap(({ subjects }) => subjects ?? []),
    );
    const events = byStream(this.reader.open(since, keys));
    const found = new Map<string, Found>([...events].map(([id, stream]) => [id, { events: stream, keys }]));
    for (const { stream_id: streamId, state: text, version, checksum, subjects } of snapshots) {
      const place = { streamId, fold, foldVersion, version: Number(version), subjects: subjects ?? [] };
      found.set(streamId, {
        snapshot: { ...place, text, checksum },
        events: events.get(streamId) ?? [],
        keys,
      });
    }
    return found;
  }

  /** Nothing when it could not be folded from its snapshot: then only the whole stream tells. */
  private foldFound<State, Event extends StoredEvent>(
    found: Found,
    fold: Fold<State, Event>,
    limit: LoadLimit,
  ): Aggregate<State> | undefined {
    const { snapshot, keys } = found;
    if (!snapshot) return this.foldWhole(found, fold, limit);
    try {
      if (snapshot.checksum !== checksumOf(snapshot)) throw new CorruptSnapshotError(snapshot.streamId);
      const text = unsealText(snapshot.text, snapshot.subjects, keys, placeOf(snapshot));
      if (text === undefined) return undefined;
      const start = { state: stateOf(text, fold.snapshot?.decode), version: snapshot.version };
      return this.foldFrom(start, found, fold, limit);
    } catch (error) {
      this.onTrouble(error);
      return undefined;
    }
  }

  private foldWhole<State, Event extends StoredEvent>(
    { events, keys }: Found,
    fold: Fold<State, Event>,
    limit: LoadLimit,
  ): Aggregate<State> {
    return this.foldFrom({ state: fold.initial(), version: 0 }, { events, keys }, fold, limit);
  }

  private foldFrom<State, Event extends StoredEvent>(
    start: Aggregate<State>,
    found: Found,
    { evolve, snapshot: policy }: Fold<State, Event>,
    { toVersion, at }: LoadLimit,
  ): Aggregate<State> {
    const { events } = found;
    const state = events.reduce((before, event) => evolve(before, event as Event), start.state);
    const last = events.at(-1);
    if (policy && last && events.length >= policy.every && toVersion === undefined && at === undefined)
      this.keep(last, state, found, policy);
    return { state, version: last?.version ?? start.version };
  }

  /** Its text is made at once: the caller may change the state. */
  private keep<State>(
    { streamId, version, eventId }: StoredEvent,
    state: State,
    found: Found,
    policy: SnapshotPolicy<State>,
  ): void {
    try {
      const { name: fold = usualName, version: foldVersion } = policy;
      const place = { streamId, fold, foldVersion, version, subjects: subjectsIn(found) };
      const clear = snapshotText(streamId, state, policy);
      const text = sealText(clear, place.subjects, found.keys, placeOf(place));
      this.snapshots.put({ ...place, eventId, text });
    } catch (error) {
      this.onTrouble(error);
    }
  }
}

function isSnapshot(row: Row): row is Row & { readonly state: string } {
  return row.state !== null;
}

/** Whose personal fields may have gone into a state in the clear. */
function subjectsIn({ snapshot, events, keys }: Found): string[] {
  const subjects = new Set(snapshot?.subjects);
  for (const { subject } of events) if (subject !== undefined && keys.has(subject)) subjects.add(subject);
  return [...subjects].sort();
}
