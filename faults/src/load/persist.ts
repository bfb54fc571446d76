import { setTimeout as pause } from 'node:timers/promises';
import { isUnclear, type Answer } from './call';

/** Milliseconds: between two tries, first and longest, and for all of them. */
const limits = { firstRest: 100, longestRest: 1_000, total: 90_000 };

/**
 * Makes a call under an idempotency key again and again until its answer is clear, or patience is over.
 * @param attempt makes the call for the n-th time, from 0
 */
export async function persist(attempt: (n: number) => Promise<Answer>, signal: AbortSignal): Promise<Answer> {
  const deadline = performance.now() + limits.total;
  for (let n = 0; ; n += 1) {
    const answer = await attempt(n);
    if (!isUnclear(answer) || performance.now() > deadline) return answer;
    const rest = answer.retryAfterMs ?? limits.firstRest * 2 ** Math.min(n, 10);
    await pause(Math.min(rest, limits.longestRest), undefined, { signal });
  }
}
