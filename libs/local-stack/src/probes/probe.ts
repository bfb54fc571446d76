import { setTimeout as pause } from 'node:timers/promises';
import type { ComponentName } from '../component';
import { probeKafka } from './probe-kafka';
import { probeMongo } from './probe-mongo';
import { probePostgres } from './probe-postgres';
import { probeRedis } from './probe-redis';

const probes: Record<ComponentName, (url: string) => Promise<string>> = {
  kafka: probeKafka,
  postgres: probePostgres,
  redis: probeRedis,
  mongo: probeMongo,
};

/** Asks a server once for its version; throws whatever keeps it from answering. */
export function probe(component: ComponentName, url: string): Promise<string> {
  return probes[component](url);
}

/** How long to go on asking, and what ends it early. */
export interface ProbePatience {
  readonly withinMs: number;
  readonly stopWhen?: () => boolean;
}

/**
 * Asks until the server answers.
 * @returns its version
 * @throws the last refusal
 */
export async function probeUntilReady(
  component: ComponentName,
  url: string,
  { withinMs, stopWhen = () => false }: ProbePatience,
): Promise<string> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    try {
      return await probe(component, url);
    } catch (error) {
      if (stopWhen() || performance.now() > deadline) throw error;
      await pause(50);
    }
  }
}
