import type { PoolClient } from 'pg';
import type { StoredEvent } from '../event';
import type { EventFilter } from '../log/event-log';
import type { LogPosition } from '../log/read-log';

/** Handles a batch, and its effects may be anywhere. At least once: after a failure or a crash the batch comes again. */
export interface OutsideHandler {
  readonly handle: (events: readonly StoredEvent[]) => Promise<void>;
  readonly handleWithin?: never;
}

/**
 * Handles a batch in the transaction that moves the cursor: what it writes with this client takes effect exactly once.
 * Between two statements it must not pause for longer than the pool's sessions may be idle in a transaction (5 s).
 */
export interface InsideHandler {
  readonly handleWithin: (events: readonly StoredEvent[], client: PoolClient) => Promise<void>;
  readonly handle?: never;
}

/** A durable subscription. A handler gets events in the order of the log, never none. */
export type SubscriptionOptions = (OutsideHandler | InsideHandler) &
  EventFilter & {
    /** Its place in the log is kept under this name. One instance at a time works on a name, the others stand by. */
    readonly name: string;
    /** Where the name begins when it is new; default the log's beginning. */
    readonly from?: LogPosition;
    /** Most events read at once, filtered ones among them; default 500. */
    readonly batchSize?: number;
    /** How often to look without a hint, milliseconds; default 1000. */
    readonly pollMs?: number;
    /** After this time without a sign of life another instance takes over, milliseconds; default 10,000. */
    readonly leaseMs?: number;
    /** Pauses before a batch is tried again; they double. Milliseconds; default 100 to 30,000. */
    readonly retryMs?: { readonly first: number; readonly longest: number };
    /** Hears of each failure, of the handler or the database, and must not throw. The batch is tried again. */
    readonly onTrouble?: (error: unknown) => void;
  };

/** A subscription at work. */
export interface Subscription {
  readonly name: string;
  /**
   * Resolves once everything that was committed before the call is handled, by whichever instance, or filtered out.
   * @throws CatchUpTimeoutError
   */
  untilCaughtUp(timeoutMs: number): Promise<void>;
  /** Makes it look at once: a hint that something was committed elsewhere. */
  wake(): void;
  /** Finishes the batch in hand and gives the name up. A handler that fails meanwhile is not tried again. */
  stop(): Promise<void>;
}

/** A subscription that can't be worked on as it is told. A mistake in the code. */
export class InvalidSubscriptionError extends Error {
  readonly code = 'subscription-invalid';
  constructor(detail: string) {
    super(`subscription: ${detail}`);
    this.name = 'InvalidSubscriptionError';
  }
}

/** Not everything was handled in time. It goes on being handled. */
export class CatchUpTimeoutError extends Error {
  readonly code = 'catch-up-timeout';
  constructor(
    readonly subscription: string,
    readonly timeoutMs: number,
    options?: ErrorOptions,
  ) {
    super(`subscription ${subscription} has not caught up within ${timeoutMs} ms`, options);
    this.name = 'CatchUpTimeoutError';
  }
}
