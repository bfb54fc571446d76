import type { ServiceName } from '@ordersaga/launcher';
import type { Bench } from '../bench';
import { dropGroup } from '../system/drop-leftovers';
import { paceOf, type Progress } from '../system/pace';
import { readCounter } from '../system/read-counter';
import { startSingleService } from '../system/single-service';
import { until } from '../system/until';

const longestMs = 300_000;

/** A projection, and what its stores are called in one run. */
export interface CatchUp {
  readonly service: ServiceName;
  readonly environment: Readonly<Record<string, string>>;
  readonly topic: string;
  /** How many events lie in the topic. */
  readonly events: number;
  /** Looks at what the projection answers once it has them all. @throws when that is wrong */
  readonly check: (url: string) => Promise<void>;
}

/**
 * Starts a projection, with nothing in its store, on a topic that is full, and lets it catch up, alone.
 * @returns events per second
 */
export async function measureCatchUp(bench: Bench, catchUp: CatchUp): Promise<number> {
  const { service, environment, topic, events, check } = catchUp;
  const running = await startSingleService(bench, service, environment);
  const looks: Progress[] = [];
  await until(
    async () => {
      const done = await readCounter(running.url, 'consumer_messages_total', `topic="${topic}"`);
      looks.push({ at: performance.now(), done });
      return done < events ? `${service} has ${done} of ${events} events` : undefined;
    },
    { ...running.waiting(50), longest: longestMs },
  );
  await check(running.url);
  await running.stop();
  // The next run is to begin at the beginning.
  await dropGroup(bench.backing.kafka, bench.prefix + service);
  return paceOf(looks, events);
}
