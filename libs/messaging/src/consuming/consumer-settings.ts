import type { ConsumerEvent, ConsumerOptions } from '../port';
import type { PauseGrowth } from './growing-pause';
import { handleJointly } from './joint-handling';

/** A consumer's options with every default filled in. */
export interface ConsumerSettings<M> extends Required<Omit<ConsumerOptions<M>, 'retry' | 'onEvent'>> {
  readonly attempts: number;
  readonly retryPauses: PauseGrowth;
  /** Between tries while the store or the dead-letter topic is away. */
  readonly waitPauses: PauseGrowth;
  /** Tells the observer; never throws. */
  readonly tell: (event: ConsumerEvent) => void;
}

/** Partitions that may share a call. */
const mostJointly = 32;

/** Fills in the defaults. */
export function settingsOf<M>(options: ConsumerOptions<M>): ConsumerSettings<M> {
  const { retry, onEvent, ...rest } = options;
  const { jointly = false, maxBatchSize = 500 } = options;
  const isUnavailable = harmless(options.isUnavailable);
  const isFinal = harmless(options.isFinal);
  const stopsKey = harmless(options.stopsKey);
  return {
    jointly,
    concurrency: jointly ? mostJointly : 3,
    maxBatchSize,
    gather: { abovePerSecond: 150, ms: 10 },
    ...rest,
    ...{ isUnavailable, isFinal, stopsKey },
    handle: jointly ? handleJointly(options.handle, maxBatchSize, isUnavailable) : options.handle,
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

/** A faulty predicate must not cost a message. */
function harmless(predicate: (error: unknown) => boolean = () => false) {
  return (error: unknown): boolean => {
    try {
      return predicate(error);
    } catch {
      return false;
    }
  };
}
