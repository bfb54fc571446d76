/** What Kafka said of a record it will not take. */
export interface Refusal {
  readonly message: string;
  /** `unknown-topic`, `too-large`, …; undefined when the publisher does not tell. */
  readonly reason: string | undefined;
  /** Which record of the call; undefined when unknown. */
  readonly index: number | undefined;
  /** So many records, from the first on, are published. */
  readonly acknowledged: number;
}

/** Reads a refusal from a publisher's error; undefined when it is anything else, which is worth waiting out. */
export function refusalOf(error: unknown): Refusal | undefined {
  if (!(error instanceof Error)) return undefined;
  const { code, reason, index, message } = error as Error & {
    code?: unknown;
    reason?: unknown;
    index?: unknown;
  };
  if (code !== 'record-refused') return undefined;
  const at = typeof index === 'number' ? index : undefined;
  return {
    message,
    reason: typeof reason === 'string' ? reason : undefined,
    index: at,
    // A record that cannot even be encoded may be found before any is sent; sending some twice loses none.
    acknowledged: reason === 'invalid' ? 0 : (at ?? 0),
  };
}
