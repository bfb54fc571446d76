import { setTimeout as pause } from 'node:timers/promises';
import { checking } from './errors';
import { Snapshot } from './snapshot';

const everyMs = 500;

/**
 * Waits until no order is open but held ones, or the time is over.
 * @returns how many are open and not held in the end
 * @throws NotCheckedError
 */
export async function untilDecided(
  orderDatabase: string,
  withinMs: number,
  onProgress: (line: string) => void,
): Promise<number> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    const { moving, held } = await checking('the event log', () => countOpen(orderDatabase));
    if (moving === 0 || performance.now() >= deadline) return moving;
    onProgress(`waiting for ${moving} open orders (${held} more are held)`);
    await pause(everyMs);
  }
}

interface OpenOrders {
  readonly moving: number;
  readonly held: number;
}

function countOpen(orderDatabase: string): Promise<OpenOrders> {
  return Snapshot.of(orderDatabase, async (snapshot) => {
    const [row] = await snapshot.all<OpenOrders & Record<string, unknown>>('count-open-orders');
    return row ?? { moving: 0, held: 0 };
  });
}
