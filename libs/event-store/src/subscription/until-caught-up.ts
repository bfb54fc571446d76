import { setTimeout as pause } from 'node:timers/promises';
import type { Queryable } from '@ordersaga/postgres';
import { sql } from '../statements';
import { CatchUpTimeoutError } from './subscription-options';

const firstPauseMs = 5;
const longestPauseMs = 200;

/**
 * Resolves once the subscription's stored cursor is past everything that a snapshot of this moment sees, or of the
 * moment when it first has a cursor; so it tells of what other instances handle, too. A database that cannot
 * be asked is asked again.
 * @throws CatchUpTimeoutError
 */
export async function untilCaughtUp(client: Queryable, name: string, timeoutMs: number): Promise<void> {
  const over = new AbortController();
  let failure: unknown;
  const timer = setTimeout(() => over.abort(), timeoutMs);
  const late = new Promise<never>((_, reject) =>
    over.signal.addEventListener('abort', () =>
      reject(new CatchUpTimeoutError(name, timeoutMs, failure === undefined ? {} : { cause: failure })),
    ),
  );
  const watch = watchCursor(client, name, over.signal, (error) => (failure = error));
  try {
    await Promise.race([watch, late]);
  } finally {
    clearTimeout(timer);
  }
}

async function watchCursor(
  client: Queryable,
  name: string,
  over: AbortSignal,
  onFailure: (error: unknown) => void,
): Promise<void> {
  let target: string | undefined;
  for (let pauseMs = firstPauseMs; !over.aborted; pauseMs = Math.min(pauseMs * 2, longestPauseMs)) {
    try {
      target ??= await takeSnapshot(client, name);
      if (target !== undefined && (await isPast(client, name, target))) return;
    } catch (error) {
      onFailure(error);
    }
    await pause(pauseMs, undefined, { signal: over }).catch(() => undefined);
  }
}

/** Undefined as long as the subscription has no cursor of this cluster. */
async function takeSnapshot(client: Queryable, name: string): Promise<string | undefined> {
  const { rows } = await client.query<{ snapshot: string }>({ ...sql('take-snapshot'), values: [name] });
  return rows[0]?.snapshot;
}

async function isPast(client: Queryable, name: string, target: string): Promise<boolean> {
  const { rows } = await client.query<{ caught_up: boolean }>({
    ...sql('check-caught-up'),
    values: [name, target],
  });
  return rows[0]?.caught_up ?? false;
}
