import { setTimeout as pause } from 'node:timers/promises';
import { errorCodes, isUnavailable } from './error-classification';

/** Hears why it has to wait. */
export interface WaitingLogger {
  warn(fields: Record<string, unknown>, message: string): void;
}

/** Milliseconds from one try to the next; a warning is due with each. */
const restMs = 1_000;

/**
 * Does the first work on a database as soon as that can be reached, however long it takes: whoever starts beside a
 * server that is still starting, or away for a moment, need not end for that. Not waited for is what waiting does not
 * change: a password that is wrong, a database that does not exist, rights that are lacking.
 * @throws whatever the work throws once the database is there
 */
export async function onceReachable<T>(work: () => Promise<T>, logger: WaitingLogger): Promise<T> {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!isUnavailable(error) || isRefusal(error)) throw error;
      logger.warn({ err: error }, 'the database cannot be reached yet; waiting for it');
      await pause(restMs);
    }
  }
}

/** Class 28: invalid authorization; 3D000: no such database; 42501: insufficient privilege. */
function isRefusal(error: unknown): boolean {
  return errorCodes(error).some((code) => code.startsWith('28') || code === '3D000' || code === '42501');
}
