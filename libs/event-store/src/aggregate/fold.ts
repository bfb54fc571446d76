import type { StoredEvent } from '../event';

/**
 * How a stream becomes a state: the state before the first event, and what each event makes of it. `Event` may be a
 * narrower type than `StoredEvent`; it is trusted.
 */
export interface Fold<State, Event extends StoredEvent = StoredEvent> {
  readonly initial: () => State;
  readonly evolve: (state: State, event: Event) => State;
  /** Without it every load folds the whole stream. */
  readonly snapshot?: SnapshotPolicy<State>;
}

/** When to keep a state, and how. */
export interface SnapshotPolicy<State> {
  /**
   * Of the state's shape, and of what `evolve` makes of events: raise it whenever either changes. Snapshots of another
   * version are ignored. An integer from 0 to 2,147,483,647.
   */
  readonly version: number;
  /** A snapshot is taken by a load that had to fold at least so many events. */
  readonly every: number;
  /** Tells states apart that are folded from the same streams; `state` unless told. */
  readonly name?: string;
  /** Makes a JSON value of the state, and `decode` the state of it; the state itself unless told. */
  readonly encode?: (state: State) => unknown;
  readonly decode?: (encoded: unknown) => State;
}

/** What a stream has come to. */
export interface Aggregate<State> {
  readonly state: State;
  /** Of the last event folded; 0 when there is no such stream. What to expect when appending. */
  readonly version: number;
}

/** A snapshot policy that can't be followed. A mistake in the code, never in the data. */
export class InvalidSnapshotPolicyError extends Error {
  readonly code = 'snapshot-policy-invalid';
  constructor(detail: string) {
    super(`snapshot policy: ${detail}`);
    this.name = 'InvalidSnapshotPolicyError';
  }
}

const greatestInteger = 2_147_483_647;

/** @throws InvalidSnapshotPolicyError */
export function checkPolicy({ version, every }: Pick<SnapshotPolicy<unknown>, 'version' | 'every'>): void {
  if (!Number.isInteger(version) || version < 0 || version > greatestInteger)
    throw new InvalidSnapshotPolicyError(`${version} is no version`);
  if (!Number.isInteger(every) || every < 1)
    throw new InvalidSnapshotPolicyError(`there is no snapshot every ${every} events`);
}
