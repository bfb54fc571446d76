import { isStoreUnavailable, type Passing } from '@ordersaga/projection';
import { GaveUpWaitingError } from './errors';

/** How long something may be away before a rebuild is given up, and how often it is tried again; milliseconds. */
const patience = { longestMs: 60_000, everyMs: 500 };

/** What patience needs to know. */
export interface PatienceOptions {
  readonly passing: Passing;
  readonly signal: AbortSignal;
  /** Whether an error, none of the projection's store, means that something is away for the moment. */
  readonly isUnavailable: (error: unknown) => boolean;
  readonly onWaiting: (error: Error) => void;
}

/** Does work again for as long as something is away that it needs. */
export class Patience {
  constructor(private readonly options: PatienceOptions) {}

  /**
   * @param work may be done again after having been done in part; it calls `gotOn` whenever it gets on
   * @throws GaveUpWaitingError, the signal's reason, and whatever else `work` throws
   */
  async with<T>(work: (gotOn: () => void) => Promise<T>): Promise<T> {
    const { passing, signal, isUnavailable, onWaiting } = this.options;
    for (let since: number | undefined; ;) {
      signal.throwIfAborted();
      try {
        return await work(() => (since = undefined));
      } catch (error) {
        if (!isStoreUnavailable(error) && !isUnavailable(error)) throw error;
        since ??= passing.now();
        if (passing.now() - since > patience.longestMs)
          throw new GaveUpWaitingError(patience.longestMs, error);
        onWaiting(error as Error);
        await passing.pause(patience.everyMs);
      }
    }
  }
}
