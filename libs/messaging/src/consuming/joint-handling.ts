type Handle<M> = (messages: readonly M[]) => Promise<void>;

type Settle = () => void;

interface Share<M> {
  readonly messages: readonly M[];
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Lets the partitions of a consumer share calls of its handler: what they bring at the same time, or while a call is
 * under way, goes into one, so that one transaction carries all of it. A call that fails is made again for each
 * partition by itself: a bad message costs its own partition only. While the store is away it would cost each of them
 * the store's timeouts, one after the other: then all of them hear of it at once.
 * @param mostMessages of one call, unless one partition brings more
 * @param isAway whether an error means that the store is away; must not throw
 */
export function handleJointly<M>(
  handle: Handle<M>,
  mostMessages: number,
  isAway: (error: unknown) => boolean,
): Handle<M> {
  let waiting: Share<M>[] = [];
  let busy = false;

  const beginNext = (): Promise<Settle> | undefined => {
    const shares = firstOf(waiting, mostMessages);
    waiting = waiting.slice(shares.length);
    return shares.length > 0 ? handleShares(handle, shares, isAway) : undefined;
  };

  const work = async (): Promise<void> => {
    busy = true;
    let call: Promise<Settle> | undefined;
    do {
      // Partitions of one fetch come one after the other within a turn of the event loop.
      await new Promise((resolve) => setImmediate(resolve));
      call = beginNext();
      while (call) {
        const settle: Settle = await call;
        // Begun before anybody hears of the one before: they decode what they bring next while the store works on it.
        call = beginNext();
        settle();
      }
    } while (waiting.length > 0);
    busy = false;
  };

  return (messages) =>
    new Promise((resolve, reject) => {
      waiting.push({ messages, resolve, reject });
      if (!busy) void work();
    });
}

/** The first share, and as many more as stay within the limit together. */
function firstOf<M>(waiting: readonly Share<M>[], mostMessages: number): Share<M>[] {
  let total = 0;
  const end = waiting.findIndex(
    ({ messages }, index) => (total += messages.length) > mostMessages && index > 0,
  );
  return waiting.slice(0, end < 0 ? waiting.length : end);
}

/** Calls the handler. Never rejects: what it resolves with tells the shares how it went, those that have not heard yet. */
async function handleShares<M>(
  handle: Handle<M>,
  shares: readonly Share<M>[],
  isAway: (error: unknown) => boolean,
): Promise<Settle> {
  try {
    await handle(shares.flatMap(({ messages }) => messages));
    return () => shares.forEach(({ resolve }) => resolve());
  } catch (error) {
    if (shares.length === 1 || isAway(error)) return () => shares.forEach(({ reject }) => reject(error));
    for (const share of shares) (await handleShares(handle, [share], isAway))();
    return () => undefined;
  }
}
