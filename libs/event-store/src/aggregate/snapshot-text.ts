import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { SnapshotPolicy } from './fold';

/** The text of a state, and what it is the state of: a fold and version of its shape, after one event of a stream. */
export interface SnapshotPlace {
  readonly streamId: string;
  readonly fold: string;
  readonly foldVersion: number;
  readonly version: number;
  readonly text: string;
  /** Whose personal fields the state has; the text is sealed for them. */
  readonly subjects: readonly string[];
}

/** Tells a text that was cut off, edited or put elsewhere. */
export function checksumOf(snapshot: SnapshotPlace): string {
  const place = JSON.stringify(placeOf(snapshot));
  return createHash('sha256').update(place).update(snapshot.text).digest('base64url');
}

/** What a text belongs to, and is bound to when it is sealed. */
export function placeOf({
  streamId,
  fold,
  foldVersion,
  version,
  subjects,
}: Omit<SnapshotPlace, 'text'>): readonly unknown[] {
  return [streamId, fold, foldVersion, version, subjects];
}

/** What is stored as a snapshot is not what was: it is ignored. */
export class CorruptSnapshotError extends Error {
  readonly code = 'snapshot-corrupt';
  constructor(readonly streamId: string) {
    super(`the snapshot of stream ${streamId} is not what was written`);
    this.name = 'CorruptSnapshotError';
  }
}

/** JSON does not give this state back as it was (a Date, a Map, undefined), so no snapshot of it is kept. */
export class UnfaithfulSnapshotError extends Error {
  readonly code = 'snapshot-unfaithful';
  constructor(readonly streamId: string) {
    super(
      `the state of stream ${streamId} would not come back from JSON as it is; ` +
        'give its snapshot policy encode and decode',
    );
    this.name = 'UnfaithfulSnapshotError';
  }
}

/**
 * The text that is kept of a state. It is read back at once: a load with this snapshot must give what one without it
 * gives, or there is none.
 * @throws UnfaithfulSnapshotError, or whatever `encode` and `decode` throw
 */
export function snapshotText<State>(
  streamId: string,
  state: State,
  { encode, decode }: SnapshotPolicy<State>,
): string {
  const text = JSON.stringify(encode ? encode(state) : state) as string | undefined;
  if (text === undefined || !isDeepStrictEqual(stateOf(text, decode), state))
    throw new UnfaithfulSnapshotError(streamId);
  return text;
}

/** @throws SyntaxError, or whatever `decode` throws, when the text is not such a state */
export function stateOf<State>(text: string, decode: SnapshotPolicy<State>['decode']): State {
  const encoded: unknown = JSON.parse(text);
  return decode ? decode(encoded) : (encoded as State);
}
