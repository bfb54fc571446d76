import type { ConsumerEvent, ConsumerOptions } from '../port';
import type { PauseGrowth } from './growing-pause';

/** A consumer's options with every default filled in. */
export interface ConsumerSettings<M> extends Required<Omit<ConsumerOptions<M>, 'retry' | 'onEvent'>> {
  readonly attempts: number;
  readonly retryPauses: PauseGrowth;
  /** Between tries while the store or the dead-letter topic is away. */
  readonly waitPauses: PauseGrowth;
  /** Tells the observer; never throws. */
  readonly tell: (event: ConsumerEvent) => void;
}

/** Fills in the defaults. */
export function settingsOf<M>(options: ConsumerOptions<M>): ConsumerSettings<M> {
  const { retry, onEvent, ...rest } = options;
  return {
    isUnavailable: () => false,
    concurrency: 3,
    maxBatchSize: 500,
    gather: { abovePerSecond: 1_000, ms: 10 },
    ...rest,
    attempts: Math.max(1, retry?.attempts ?? 5),
    retryPauses: { first: retry?.firstPauseMs ?? 50, factor: 4, longest: retry?.longestPauseMs ?? 2000 },
    waitPauses: { first: 100, factor: 2, longest: 2000 },
    tell: (event) => {
      try {
        onEvent?.(event);
      } catch {
        // a faulty metric must not cost a message
      }
    },
  };
}
