import type { ConsumerEvent } from '../port';
import type { ConsumerSettings } from './consumer-settings';
import type { LiveEntry } from './read-entry';

/** Why a call of the handler failed, and whether that means that its store is away. */
export interface Failure {
  readonly error: unknown;
  readonly away: boolean;
}

/** Calls the handler once, and tells how that went. Never throws. */
export async function callHandler<M>(
  { handle, isUnavailable, tell }: ConsumerSettings<M>,
  entries: readonly LiveEntry<M>[],
): Promise<Failure | undefined> {
  const started = performance.now();
  const { topic, partition } = entries[0]!.record;
  const told = (event: Called): void => {
    const seconds = (performance.now() - started) / 1000;
    tell({ ...event, topic, partition, messages: entries.length, seconds });
  };
  try {
    await handle(entries.map(({ message }) => message));
    told({ type: 'handled' });
    return undefined;
  } catch (error) {
    told({ type: 'failed', error });
    return { error, away: isUnavailable(error) };
  }
}

type Called =
  { readonly type: 'handled' } | Pick<Extract<ConsumerEvent, { type: 'failed' }>, 'type' | 'error'>;
