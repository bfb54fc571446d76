import { VersionGapError, type OrderEvent } from '@ordersaga/projection';
import { rebuild } from '../src';
import { Process, Stage, type StageOptions } from './stage';

/** Who is on the stage. */
export interface Cast extends StageOptions {
  /** How many events each order comes to have. */
  readonly orders: readonly number[];
  /** Turns between one event and the next, at most. */
  readonly rest: number;
  /** Two may follow the same topic, as when one is taken for gone and goes on. */
  readonly followers: number;
  readonly readers: number;
  /** Rebuilds, begun at the same time, each with the number of calls after which it is killed. */
  readonly rebuilds: readonly (number | undefined)[];
}

/** What went wrong, and whether some rebuild came through. */
export interface Played {
  readonly stage: Stage;
  readonly faults: readonly string[];
  readonly rebuilt: number;
}

const questions = 20;

/** Lets orders go on, be followed and asked about, while rebuilds begin and end. */
export async function play(cast: Cast): Promise<Played> {
  const stage = new Stage(cast);
  const faults: string[] = [];
  const shared: Shared = { stage, cast, faults, committed: 0, floor: new Map() };
  const all = cast.orders.reduce((sum, events) => sum + events, 0);
  let rebuilt = 0;
  const processes = cast.rebuilds.map((endsAfter) => new Process(stage, endsAfter));
  const rebuilding = processes.map(async (process) => {
    try {
      if (await rebuildAs(stage, process)) rebuilt += 1;
    } catch (error) {
      faults.push(`a rebuild failed: ${(error as Error).message}`);
    }
  });
  await cast.turns.until(
    Promise.all([
      write(stage, cast),
      relay(stage, all),
      ...times(cast.followers, () => follow(shared, all)),
      ...times(cast.readers, () => ask(shared)),
      // Who is killed never comes to an end.
      ...rebuilding.filter((_, index) => cast.rebuilds[index] === undefined),
    ]),
  );
  for (const process of processes) process.end();
  return { stage, faults: [...faults, ...missing(stage)], rebuilt };
}

/** Rebuilds, alone, once more: it must come through and leave one copy, with everything. */
export async function rebuildInTheEnd({ stage }: Played, cast: Cast): Promise<string[]> {
  const came = await cast.turns.until(rebuildAs(stage, new Process(stage)));
  const { rebuild: left } = stage.register;
  return [
    ...(came ? [] : ['the last rebuild did not come through']),
    ...(left ? [`a rebuild of ${left.copy} is left`] : []),
    ...(stage.copies.size === 1 ? [] : [`copies are left: ${[...stage.copies.keys()].join(', ')}`]),
    ...missing(stage),
  ];
}

/** What the live copy lacks of the log once everything was followed. */
function missing({ log, copies, register: { live } }: Stage): string[] {
  const newest = new Map(log.map(({ data }) => [data.orderId, data.version]));
  const found = copies.get(live);
  return [...newest]
    .filter(([orderId, version]) => found?.get(orderId) !== version)
    .map(([orderId, version]) => `${live} has ${found?.get(orderId)} of ${version} of ${orderId}`);
}

interface Shared {
  readonly stage: Stage;
  readonly cast: Cast;
  readonly faults: string[];
  /** How far the group has come in the topic. */
  committed: number;
  /** What some answer has shown of each order. */
  readonly floor: Map<string, number>;
}

/** Orders in any interleaving, each one's events in their order. */
async function write(stage: Stage, { orders, rest, turns }: Cast): Promise<void> {
  const left = orders.map((events, order) => ({ orderId: `order-${order}`, version: 0, events }));
  for (;;) {
    const open = left.filter(({ version, events }) => version < events);
    const next = open[turns.upTo(open.length - 1)];
    if (!next) return;
    await turns.wait(1 + turns.upTo(rest));
    next.version += 1;
    stage.log.push({ data: { orderId: next.orderId, version: next.version } } as OrderEvent);
  }
}

async function relay(stage: Stage, all: number): Promise<void> {
  const { log, topic } = stage;
  for (; topic.length < all; await stage.turn()) {
    const next = log[topic.length];
    if (next) topic.push(next);
  }
}

async function follow(shared: Shared, all: number): Promise<void> {
  const { stage, faults, cast } = shared;
  const live = stage.liveCopyOf(new Process(stage));
  let position = shared.committed;
  let gaps = 0;
  while (position < all) {
    await stage.turn();
    const batch = stage.topic.slice(position, position + 1 + cast.turns.upTo(2));
    try {
      await live.write((copy) => copy.apply(batch));
      position += batch.length;
      shared.committed = Math.max(shared.committed, position);
    } catch (error) {
      if (!(error instanceof VersionGapError)) throw error;
      gaps += 1;
      const stored = stage.copies.get(stage.register.live)?.get(error.orderId) ?? 0;
      // Of a copy that was removed while somebody wrote to it there may be a gap: the next attempt finds the live one.
      if (stored + 1 < error.received || gaps > cast.rebuilds.length) faults.push(`a gap: ${error.message}`);
    }
    if (faults.length > 0) return;
  }
}

async function ask({ stage, floor, faults }: Shared): Promise<void> {
  const live = stage.liveCopyOf(new Process(stage));
  for (let asked = 0; asked < questions; asked += 1) {
    await stage.turn();
    const before = new Map(floor);
    const answer = await live.answer((copy) => copy.read());
    for (const [orderId, version] of before)
      if ((answer.get(orderId) ?? 0) < version)
        faults.push(`${orderId} was at ${version}, then at ${answer.get(orderId) ?? 0}`);
    for (const [orderId, version] of answer) floor.set(orderId, Math.max(version, floor.get(orderId) ?? 0));
  }
}

/** Whether it came through; it may as well be refused, be taken over or give up. */
async function rebuildAs(stage: Stage, process: Process): Promise<boolean> {
  try {
    await rebuild(stage.targetOf(process), stage.orderLogOf(process), { passing: stage.passingOf(process) });
    return true;
  } catch (error) {
    const code = (error as { code?: string }).code ?? '';
    if (['rebuild-under-way', 'rebuild-lost', 'not-switched'].includes(code)) return false;
    throw error;
  }
}

function times<T>(count: number, make: () => T): T[] {
  return Array.from({ length: count }, make);
}
