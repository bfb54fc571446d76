import { ServiceProcess, type ServiceName } from '@ordersaga/launcher';
import type { Bench } from '../bench';
import { startWithCase } from '../start-with-case';
import { Trouble } from './trouble';
import { type Waiting } from './until';

/** One service without the others. */
export interface SingleService {
  readonly url: string;
  waiting(every: number): Waiting;
  stop(): Promise<void>;
}

/** Starts one service as a process and waits until it is ready. Ends with the case, if not before. */
export async function startSingleService(
  bench: Bench,
  name: ServiceName,
  environment: Readonly<Record<string, string>>,
): Promise<SingleService> {
  const trouble = new Trouble();
  const shared = { KAFKA_BROKERS: bench.backing.kafka, TOPIC_PREFIX: bench.prefix, PORT: '0' };
  const { root, signal } = bench;
  const starting = ServiceProcess.start(
    { name, root, signal, environment: { ...shared, ...environment }, onLine: trouble.take },
    (pid) => bench.onSpawn(pid),
  );
  const instance = await startWithCase(bench, starting, async (started) => started?.stop());
  return {
    url: instance.url,
    waiting: (every) => ({ every, signal: bench.signal, trouble: () => trouble.last() }),
    stop: () => instance.stop(),
  };
}
