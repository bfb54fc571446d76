import type { RefusedRow } from './send-pass';

export interface PatienceOptions {
  /** How often a row is sent before it goes to the dead letters. */
  readonly attempts: number;
  /** How long an unknown topic is waited for, milliseconds: whoever provisions it may only be starting. */
  readonly unknownTopicMs: number;
}

/** Decides when a refused row has been tried often enough. */
export class RefusalPatience {
  private readonly attempts = new Map<string, number>();

  /** @param unknownSince when each unknown topic was first refused; kept by the caller from page to page */
  constructor(
    private readonly options: PatienceOptions,
    private readonly unknownSince: Map<string, number>,
  ) {}

  /** Counts one refusal of the row; true when it was the last. */
  exhausted({ row, refusal }: RefusedRow): boolean {
    if (refusal.reason === 'unknown-topic') return this.topicGivenUp(row.topic);
    const attempts = (this.attempts.get(row.id) ?? 0) + 1;
    this.attempts.set(row.id, attempts);
    return attempts >= this.options.attempts;
  }

  /** A topic that was waited for once in vain is not waited for again, or each page would wait anew. */
  private topicGivenUp(topic: string): boolean {
    const since = this.unknownSince.get(topic) ?? performance.now();
    this.unknownSince.set(topic, since);
    return performance.now() - since >= this.options.unknownTopicMs;
  }
}
