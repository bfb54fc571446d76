import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { scaled, type Bench } from '../bench';
import type { BenchCase } from '../bench-case';
import { runCallers } from '../callers';
import type { Figure } from '../figure';
import { relativeFigure, type Pair } from '../judge';
import { repeat } from '../repeat';
import { checkPromises } from '../system/check-promises';
import { LoadedSystem } from '../system/loaded-system';
import { measureSaga, warmUpSaga } from '../system/measure-saga';
import { sampleOrder } from '../system/sample-orders';
import { PostingClient } from './saga-http-client';

const aim = {
  name: 'saga-http',
  unit: 'orders/s',
  referenceUnit: 'requests/s',
  target: 0.5,
  wanted: 'at-least',
} as const;

/** Requests under way at a time, each on a connection that is kept: for both sides. */
const connections = 64;
const trivial = { calls: 100_000, seconds: 4 };

/** The saga with its orders coming in through `POST /orders`, beside a handler that does nothing but answer. */
export const sagaHttp: BenchCase = {
  name: 'saga-http',
  about: 'orders/s from POST /orders to completed ÷ requests/s of a trivial Express 5 handler (≥ 0.50)',
  minutes: 2,
  run,
};

async function run(bench: Bench): Promise<Figure[]> {
  const system = await LoadedSystem.start(bench);
  const orders = openClient(bench, system.running.url('order'));
  const requests = openClient(bench, await startTrivialServer(bench));
  const place = async (number: number): Promise<void> => {
    await orders.post('/orders', sampleOrder(number));
    system.note(number);
  };
  const load = { placers: connections, place };
  await measureTrivial(bench, requests); // to warm up
  const count = await warmUpSaga(bench, system, load);
  const pairs = await repeat(bench, async (): Promise<Pair> => {
    const reference = await measureTrivial(bench, requests);
    const value = await measureSaga(bench, system, { ...load, orders: count });
    bench.progress(`${Math.round(value)} orders/s, ${Math.round(reference)} trivial requests/s`);
    return { value, reference };
  });
  await checkPromises(bench, system);
  return [relativeFigure(aim, pairs)];
}

function openClient(bench: Bench, origin: string): PostingClient {
  const client = new PostingClient(origin, connections);
  bench.onEnd(() => client.close());
  return client;
}

/** @returns its URL */
async function startTrivialServer(bench: Bench): Promise<string> {
  const child = fork(join(__dirname, 'saga-http-trivial-server.js'), {
    env: { PATH: process.env.PATH, NODE_ENV: 'production' },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  if (child.pid !== undefined) bench.onSpawn(child.pid);
  bench.onEnd(async () => void child.kill());
  const [port] = (await once(child, 'message', { signal: AbortSignal.timeout(30_000) })) as [number];
  return `http://127.0.0.1:${port}`;
}

/** @returns requests/s */
async function measureTrivial(bench: Bench, client: PostingClient): Promise<number> {
  const load = {
    callers: connections,
    calls: scaled(bench, trivial.calls, 100),
    seconds: trivial.seconds * bench.scale,
  };
  const { perSecond } = await runCallers(bench, load, (number) =>
    client.post('/orders', sampleOrder(number)),
  );
  return perSecond;
}
