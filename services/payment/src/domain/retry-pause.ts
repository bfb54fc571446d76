const firstMs = 50;
const longestMs = 60_000;

/**
 * How long to wait after the nth failure of an operation before it is tried again, in milliseconds: 50, 100, 200 and
 * so on, a minute at most. The operation is never given up: money that may have moved has to be accounted for.
 */
export function retryPauseMs(failures: number): number {
  return Math.min(firstMs * 2 ** Math.max(failures - 1, 0), longestMs);
}
