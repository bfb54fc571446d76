import type { ConsumerEvent } from '../port';
import type { ConsumerSettings } from './consumer-settings';
import type { LiveEntry } from './read-entries';

/** Why a call of the handler failed. */
export interface Failure {
  readonly error: unknown;
  /** Its store is away. */
  readonly away: boolean;
  /** It will fail again whenever it is tried. */
  readonly final: boolean;
}

/** Calls the handler once, and tells how that went. Never throws. */
export async function callHandler<M>(
  { handle, isUnavailable, isFinal, tell }: ConsumerSettings<M>,
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
    const away = isUnavailable(error);
    return { error, away, final: !away && isFinal(error) };
  }
}

type Called =
  { readonly type: 'handled' } | Pick<Extract<ConsumerEvent, { type: 'failed' }>, 'type' | 'error'>;
