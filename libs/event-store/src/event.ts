import type { OutboxMessage } from '@ordersaga/outbox';

/** An event to be appended. */
export interface NewEvent {
  /** A UUID, a new one for each event: that no two have the same is not looked at. */
  readonly eventId: string;
  readonly type: string;
  /** The version of this type's schema that `data` follows; 1 unless told. */
  readonly schemaVersion?: number;
  /** Any JSON value. */
  readonly data: unknown;
  /** What is known besides: who caused it, correlation. */
  readonly metadata: Readonly<Record<string, unknown>>;
  /** By the application's clock, so that it equals the time in the messages that announce it. */
  readonly recordedAt: Date;
}

/** An event as it is stored, brought up to its type's current schema. */
export interface StoredEvent {
  readonly streamId: string;
  /** Position in the stream, from 1. */
  readonly version: number;
  /** Position in the whole log; grows, with gaps, not in the order of commits. */
  readonly globalPosition: string;
  readonly eventId: string;
  readonly type: string;
  readonly schemaVersion: number;
  readonly data: unknown;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly recordedAt: Date;
  /** Whose personal fields it has, or had: those of a forgotten subject are `{ forgotten: true }`. */
  readonly subject?: string;
}

/** The version a stream must have for an append: exactly this one, none (it must be new), or any. */
export type ExpectedVersion = number | 'none' | 'any';

/** Events for one stream, with the messages that announce them. */
export interface AppendRequest {
  readonly streamId: string;
  /** What kind of thing the stream is about, e.g. `order`. Kept when the stream is new; later appends change nothing of it. */
  readonly streamType: string;
  readonly expectedVersion: ExpectedVersion;
  /** At least one. */
  readonly events: readonly NewEvent[];
  /**
   * Written with the events or not at all; needs the outbox's tables in the same database. Not sealed: what is personal
   * has no place in it.
   */
  readonly outbox?: readonly OutboxMessage[];
  /**
   * Any JSON value for the function that the store was created with (`EventStoreOptions.alongside`): what that writes is
   * written with the events or not at all. Not sealed.
   */
  readonly alongside?: unknown;
}

/** What became of a request: appended, and the stream's version now; or a conflict, and the version found (0: none). */
export interface Verdict {
  readonly streamId: string;
  readonly appended: boolean;
  readonly version: number;
}
