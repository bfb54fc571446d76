import type { ServiceName } from '@ordersaga/launcher';
import type { Bench } from '../bench';
import { dropGroup } from '../system/drop-leftovers';
import { paceOf, type Progress } from '../system/pace';
import { readCounter } from '../system/read-counter';
import { startSingleService } from '../system/single-service';
import { until } from '../system/until';

/** A store that is too slow for all events within this time is measured by those it has taken. */
const longestMs = 120_000;

/** A projection, and what its stores are called in one run. */
export interface CatchUp {
  readonly service: ServiceName;
  readonly environment: Readonly<Record<string, string>>;
  readonly topic: string;
  /** How many events lie in the topic. */
  readonly events: number;
  /** Looks at what the projection answers. @throws when that cannot be, with all events or only with some */
  readonly check: (url: string, all: boolean) => Promise<void>;
}

/** How fast a projection was, and with how many events. */
export interface CaughtUp {
  /** Events per second. */
  readonly pace: number;
  readonly events: number;
}

/** Starts a projection, with nothing in its store, on a topic that is full, and lets it catch up, alone. */
export async function measureCatchUp(bench: Bench, catchUp: CatchUp): Promise<CaughtUp> {
  const { service, environment, topic, events, check } = catchUp;
  const running = await startSingleService(bench, service, environment);
  const looks: Progress[] = [];
  const end = performance.now() + longestMs;
  let done = 0;
  await until(async () => {
    done = await readCounter(running.url, 'consumer_messages_total', `topic="${topic}"`);
    looks.push({ at: performance.now(), done });
    return done < events && performance.now() < end
      ? `${service} has ${done} of ${events} events`
      : undefined;
  }, running.waiting(50));
  await check(running.url, done === events);
  await running.stop();
  // The next run is to begin at the beginning.
  await dropGroup(bench.backing.kafka, bench.prefix + service);
  return { pace: paceOf(looks, done), events: done };
}
