/** What was seen meanwhile. */
export interface Watched {
  /** Each time that there was less than before, or no answer. */
  readonly faults: readonly string[];
  readonly asked: number;
}

/**
 * Asks for a count that only grows, two instances by turns, until the returned function is called.
 * @param count asks an instance, 0 or 1
 */
export function watchGrowth(count: (instance: number) => Promise<number>): () => Promise<Watched> {
  const stopping = new AbortController();
  const faults: string[] = [];
  let asked = 0;
  const watching = (async () => {
    for (let most = 0; !stopping.signal.aborted; asked += 1) {
      const now = await count(asked % 2);
      if (now < most) faults.push(`${most}, then ${now}`);
      most = Math.max(most, now);
    }
  })().catch((error: unknown) => void faults.push(String(error)));
  return async () => {
    stopping.abort();
    await watching;
    return { faults, asked };
  };
}
