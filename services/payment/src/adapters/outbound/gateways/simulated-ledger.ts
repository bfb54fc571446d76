import type { OperationResult } from '../../../domain/payment-command';

interface Entry {
  readonly asked: string;
  readonly result: OperationResult;
}

/**
 * What a simulated provider remembers: its final answer to each key, and what it was asked. The oldest are forgotten, as
 * real providers forget them, so that it doesn't grow for ever.
 */
export class SimulatedLedger {
  private readonly entries = new Map<string, Entry>();

  /** @param capacity keys that are remembered */
  constructor(private readonly capacity = 10_000) {}

  /**
   * The answer that the key was given before; otherwise the one that `decide` gives, which is kept when it is final. A
   * key that was used for something else is refused: that fails.
   */
  answer(key: string, asked: string, decide: () => OperationResult): OperationResult {
    const known = this.entries.get(key);
    if (known) return known.asked === asked ? known.result : refused(key, known.asked);
    const result = decide();
    if (result.kind !== 'failed') this.remember(key, { asked, result });
    return result;
  }

  private remember(key: string, entry: Entry): void {
    this.entries.set(key, entry);
    const [oldest] = this.entries.keys();
    if (this.entries.size > this.capacity && oldest !== undefined) this.entries.delete(oldest);
  }
}

function refused(key: string, asked: string): OperationResult {
  return { kind: 'failed', detail: `the key ${key} was used for something else: ${asked}` };
}
