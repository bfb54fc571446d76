import { scaled, type Bench } from '../bench';
import type { BenchCase } from '../bench-case';
import type { Figure } from '../figure';
import { relativeFigure, type Pair } from '../judge';
import { drainFullOutbox } from '../relay/drain';
import { RelayProcess } from '../relay/relay-process';
import { repeat } from '../repeat';

const aim = { name: 'relay-held', unit: 'rows/s', target: 0.9, wanted: 'at-least' } as const;
const most = { rows: 60_000, toWarmUp: 15_000 };

/** The relay beside strangers: a write transaction and an old snapshot that stay open all the time. */
export const relayHeld: BenchCase = {
  name: 'relay-held',
  about: 'the drain with a write transaction and an old snapshot held open ÷ without (≥ 0.9)',
  minutes: 1,
  run,
};

async function run(bench: Bench): Promise<Figure[]> {
  const rows = scaled(bench, most.rows, 200);
  const relays = RelayProcess.start(bench);
  await drainFullOutbox(bench, relays, { name: 'warm-up', rows: scaled(bench, most.toWarmUp, 200) });

  const pairs = await repeat(bench, async (repetition): Promise<Pair> => {
    const drain = async (held: boolean): Promise<number> => {
      const name = `${held ? 'held' : 'free'}-${repetition}`;
      return (await drainFullOutbox(bench, relays, { name, rows, held })).perSecond;
    };
    // Whatever comes second finds a warmer machine.
    const heldFirst = repetition % 2 === 0;
    const first = await drain(heldFirst);
    const second = await drain(!heldFirst);
    const [value, reference] = heldFirst ? [first, second] : [second, first];
    bench.progress(`${Math.round(value)} rows/s held up, ${Math.round(reference)} without`);
    return { value, reference };
  });
  return [relativeFigure(aim, pairs)];
}
