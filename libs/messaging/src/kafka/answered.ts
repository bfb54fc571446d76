import { setTimeout as sleep } from 'node:timers/promises';
import { BrokerUnavailableError } from '../errors';
import { explain } from './connection-trouble';

const pauseMs = 200;

/**
 * For whoever asks once and does not wait: whatever keeps the broker from answering is told as that. What passes by
 * itself, such as a leader that is being elected, is given so many milliseconds.
 * @throws BrokerUnavailableError
 */
export async function answered<T>(ask: () => Promise<T>, patienceMs = 0): Promise<T> {
  const started = performance.now();
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (isPassing(error) && performance.now() - started < patienceMs) await sleep(pauseMs);
      else if (error instanceof BrokerUnavailableError) throw error;
      else throw new BrokerUnavailableError(explain(error), { cause: error });
    }
  }
}

/** What kafkajs calls worth another try, of answers: not that there was none. */
function isPassing(error: unknown): boolean {
  const { retriable, type } = error as { retriable?: unknown; type?: unknown };
  return retriable === true && typeof type === 'string';
}
