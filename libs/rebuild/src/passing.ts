import { setTimeout as sleep } from 'node:timers/promises';
import type { Passing } from '@ordersaga/projection';

/** Time as it passes for the process; a pause ends at once when it is called off. */
export function realTime(signal: AbortSignal): Passing {
  return {
    now: () => performance.now(),
    pause: (ms) => sleep(ms, undefined, { signal }).catch(() => undefined),
  };
}
