import type { Queryable } from '@ordersaga/postgres';
import type { Pool } from 'pg';
import { Aggregates } from './aggregate/aggregates';
import type { Aggregate, Fold } from './aggregate/fold';
import { SnapshotWriter } from './aggregate/snapshot-writer';
import { appendToStreams, inRounds } from './append-statement';
import { AppendsFailedError } from './errors';
import type { AppendRequest, StoredEvent, Verdict } from './event';
import { byStream, EventReader } from './event-reader';
import { GroupCommit } from './group-commit';
import { GroupWriter } from './group-writer';
import { loadStreams, type LoadLimit } from './load-streams';
import type { LogBatch } from './log/event-log';
import { readLog, type LogPosition, type ReadLogOptions } from './log/read-log';
import { SubscriptionLoop } from './subscription/subscription-loop';
import type { Subscription, SubscriptionOptions } from './subscription/subscription-options';
import { type Personal } from './sealing/personal-fields';
import { Sealing } from './sealing/sealing';
import { SubjectKeys } from './sealing/subject-keys';
import { Upcasters, type Upcaster } from './upcasters';

/** What an event store is made from. */
export interface EventStoreOptions {
  readonly pool: Pool;
  readonly upcasters?: readonly Upcaster[];
  /** Hears why a snapshot could not be read or kept, and must not throw. Nothing else comes of it. */
  readonly onSnapshotTrouble?: (error: unknown) => void;
  /**
   * The name of a function of the database, `(json) RETURNS void`, for what is to be written with events beside the
   * outbox. It is called once for all requests that are appended together, in their transaction and without a round
   * trip of its own, with an array of the values (`AppendRequest.alongside`) of those that were appended and have one;
   * never with a conflict's. An error of it undoes what it was called for, and is dealt with as bad data is.
   */
  readonly alongside?: string;
  /** Which fields of which event types are personal: they are sealed as they are appended. */
  readonly personal?: Personal;
  /**
   * The key (32 bytes) that subjects' keys are stored under. Without one they lie in the database as they are, and
   * whoever reads all of it reads what is sealed. One that is introduced later is used for new subjects.
   */
  readonly sealing?: { readonly masterKey?: Buffer };
}

/** Streams of events on Postgres. */
export interface EventStore {
  /**
   * Appends to streams, durably, each on its own: a conflict of one leaves the others alone. Shares its commit with
   * what other callers append at the same time. When the connection breaks during the commit, nobody knows whether it
   * took place: the error comes through, and an append with an exact expected version (or `none`) is safe to repeat,
   * because the second time it is a conflict. What fails fails for itself (bad data, a forgotten subject, an error of the
   * function for what is written alongside): of several requests the others are appended all the same, and the error
   * tells each one's outcome; a single request fails with its own error. When more is asked for than the database gets
   * done, requests are turned away. A stream that another transaction holds keeps waiting who appends to it, and others
   * for some times 200 ms at most. A group with personal fields takes one round trip more, for its subjects' keys.
   * @throws AppendsFailedError of several requests, when some failed in one of the ways below or in the database
   * @throws InvalidAppendError
   * @throws SubjectForgottenError
   * @throws SubjectKeyUnreadableError
   * @throws OverloadedError when 5000 requests of others wait already, or one has waited for 10 s; nothing of it was written
   */
  append(requests: readonly AppendRequest[]): Promise<Verdict[]>;
  /**
   * The same inside a transaction of the caller's.
   * @throws InvalidAppendError
   * @throws SubjectForgottenError
   * @throws SubjectKeyUnreadableError
   */
  appendWithin(client: Queryable, requests: readonly AppendRequest[]): Promise<Verdict[]>;
  /** A stream's events in their order; none when there is no such stream. @throws InvalidLimitError */
  load(streamId: string, limit?: LoadLimit): Promise<StoredEvent[]>;
  /** Many streams in one round trip, on the pool or inside the caller's transaction. */
  loadStreams(
    client: Queryable | undefined,
    streamIds: readonly string[],
    limit?: LoadLimit,
  ): Promise<Map<string, StoredEvent[]>>;
  /**
   * What a stream has come to, folded from its newest snapshot on when the fold has a snapshot policy; one round trip.
   * Snapshots are taken in the background: no load waits for one or fails with it. Up to a version or a moment only
   * snapshots from before that are used.
   * @throws InvalidSnapshotPolicyError
   */
  aggregate<State, Event extends StoredEvent = StoredEvent>(
    streamId: string,
    fold: Fold<State, Event>,
    limit?: LoadLimit,
  ): Promise<Aggregate<State>>;
  /**
   * The same for many streams, on the pool or inside the caller's transaction; each id has an entry.
   * @throws InvalidSnapshotPolicyError
   */
  aggregates<State, Event extends StoredEvent = StoredEvent>(
    client: Queryable | undefined,
    streamIds: readonly string[],
    fold: Fold<State, Event>,
    limit?: LoadLimit,
  ): Promise<Map<string, Aggregate<State>>>;
  /** Resolves when no snapshot waits to be written: before the pool is closed, and in tests. Never rejects. */
  snapshotsWritten(): Promise<void>;
  /**
   * Reads the whole log from somewhere on, batch after batch, until there is nothing new; the last batch has the cursor
   * to go on from and maybe no event. What is committed is read once, a stream's events in their order, and no open
   * transaction is waited for. A cursor of another cluster (a restored dump) is not trusted: reading starts at the
   * beginning.
   */
  readLog(from: LogPosition, options?: ReadLogOptions): AsyncIterable<LogBatch>;
  /**
   * Starts a durable subscription to the log. Its handler is called with batch after batch, one at a time; one that
   * throws gets its batch again, after growing pauses, until it succeeds. Appends of this store wake it, others are
   * found by its poll. In a restored database it starts at the beginning again.
   * @throws InvalidSubscriptionError
   */
  subscribe(options: SubscriptionOptions): Subscription;
  /**
   * Destroys a subject's key, for good: from the commit on no instance reads its personal fields any more, in events
   * (`{ forgotten: true }` stands there) or in snapshots, nor what appends under way have sealed; later appends of such
   * fields are refused. Nothing is rewritten. May be repeated. Joins a transaction when given its client.
   */
  forget(subject: string, client?: Queryable): Promise<void>;
}

/**
 * Opens the event store in a database that has its tables (`eventStoreMigrations`).
 * @throws InvalidSealingError
 */
export function createEventStore(options: EventStoreOptions): EventStore {
  const { pool, upcasters, onSnapshotTrouble, alongside, personal = {} } = options;
  const keys = new SubjectKeys(options.sealing?.masterKey);
  const sealing = new Sealing(personal, keys);
  const reader = new EventReader(new Upcasters(upcasters), keys);
  const subscriptions = new Set<Subscription>();
  const onWritten = (): void => {
    for (const subscription of subscriptions) subscription.wake();
  };
  const group = new GroupCommit(new GroupWriter({ pool, sealing, alongside, onWritten }));
  const onTrouble = onSnapshotTrouble ?? (() => undefined);
  const snapshots = new SnapshotWriter(pool, onTrouble);
  const aggregates = new Aggregates(reader, snapshots, onTrouble);
  const load: EventStore['loadStreams'] = async (client, streamIds, limit) =>
    byStream(await reader.read(client ?? pool, await loadStreams(client ?? pool, streamIds, limit)));
  return {
    append: async (requests) => verdictsOf(await group.append(requests)),
    appendWithin: async (client, requests) =>
      appendInRounds(client, await sealing.seal(client, requests), alongside),
    load: async (streamId, limit) => (await load(undefined, [streamId], limit)).get(streamId) ?? [],
    loadStreams: load,
    aggregate: async <State, Event extends StoredEvent>(
      streamId: string,
      fold: Fold<State, Event>,
      limit?: LoadLimit,
    ) => (await aggregates.load(pool, [streamId], fold, limit)).get(streamId) as Aggregate<State>,
    aggregates: (client, streamIds, fold, limit) => aggregates.load(client ?? pool, streamIds, fold, limit),
    snapshotsWritten: () => snapshots.idle(),
    readLog: (from, part) => readLog(pool, reader, from, part),
    subscribe: (subscribed) => {
      const subscription = new SubscriptionLoop(pool, reader, subscribed);
      subscriptions.add(subscription);
      void subscription.stopped.then(() => subscriptions.delete(subscription));
      return subscription;
    },
    forget: (subject, client) => keys.forget(client ?? pool, subject),
  };
}

function verdictsOf(outcomes: readonly PromiseSettledResult<Verdict>[]): Verdict[] {
  const verdicts = outcomes.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
  if (verdicts.length === outcomes.length) return verdicts;
  const [only] = outcomes;
  throw outcomes.length === 1 && only?.status === 'rejected' ? only.reason : new AppendsFailedError(outcomes);
}

async function appendInRounds(
  client: Queryable,
  requests: readonly AppendRequest[],
  alongside: string | undefined,
): Promise<Verdict[]> {
  const verdicts = new Map<AppendRequest, Verdict>();
  for (const round of inRounds(requests)) {
    const answers = await appendToStreams(client, round, alongside);
    round.forEach((request, index) => verdicts.set(request, answers[index] as Verdict));
  }
  return requests.map((request) => verdicts.get(request) as Verdict);
}
