import { setTimeout as pause } from 'node:timers/promises';
import { ConfigError } from '@ordersaga/service-runtime';
import type { ComponentName } from '../component';
import { probeKafka } from './probe-kafka';
import { probeMongo } from './probe-mongo';
import { probePostgres } from './probe-postgres';
import { probeRedis } from './probe-redis';

type Environment = Readonly<Record<string, string>>;

const probes: Record<ComponentName, (url: string, environment: Environment) => Promise<string>> = {
  kafka: probeKafka,
  postgres: probePostgres,
  redis: probeRedis,
  mongo: probeMongo,
};

/**
 * Asks a server once for its version; throws whatever keeps it from answering.
 * @param environment what its clients need besides the URL
 */
export function probe(component: ComponentName, url: string, environment: Environment = {}): Promise<string> {
  return probes[component](url, environment);
}

/** How long to go on asking, and what ends it early. */
export interface ProbePatience {
  readonly withinMs: number;
  readonly stopWhen?: () => boolean;
  /** What its clients need besides the URL. */
  readonly environment?: Environment | undefined;
}

/**
 * Asks until the server answers.
 * @returns its version
 * @throws the last refusal, or at once a ConfigError of the environment
 */
export async function probeUntilReady(
  component: ComponentName,
  url: string,
  { withinMs, stopWhen = () => false, environment }: ProbePatience,
): Promise<string> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    try {
      return await probe(component, url, environment);
    } catch (error) {
      if (error instanceof ConfigError || stopWhen() || performance.now() > deadline) throw error;
      await pause(50);
    }
  }
}
