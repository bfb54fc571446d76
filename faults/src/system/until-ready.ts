import { setTimeout as pause } from 'node:timers/promises';
import type { EmbeddedSystem } from './embedded-system';

const everyMs = 100;
const answerMs = 5_000;

/**
 * Waits until every instance of every service is ready.
 * @returns a line for each one that is not within the time given (milliseconds)
 */
export async function untilReady(
  { running }: EmbeddedSystem,
  withinMs: number,
  signal: AbortSignal,
): Promise<string[]> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    const complaints = await Promise.all(
      running.instances.map(async ({ name, url }) => {
        const complaint = await complaintOf(url);
        return complaint === undefined ? [] : [`${name} is not ready: ${complaint}`];
      }),
    );
    if (complaints.flat().length === 0 || performance.now() > deadline) return complaints.flat();
    await pause(everyMs, undefined, { signal });
  }
}

async function complaintOf(url: string): Promise<string | undefined> {
  try {
    const response = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(answerMs) });
    return response.ok ? undefined : await response.text();
  } catch (error) {
    return (error as Error).message;
  }
}
