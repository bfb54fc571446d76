import { scaled, type Bench } from '../bench';
import type { BenchCase } from '../bench-case';
import type { Figure } from '../figure';
import { relativeFigure, type Pair } from '../judge';
import { ownTopic } from '../own-topics';
import { openRawProduce } from '../references/raw-produce';
import { drainFullOutbox } from '../relay/drain';
import { messagesOfOrders } from '../many-orders';
import { RelayProcess } from '../relay/relay-process';
import { repeat } from '../repeat';

const aim = {
  name: 'relay-drain',
  unit: 'rows/s',
  referenceUnit: 'records/s',
  target: 0.85,
  wanted: 'at-least',
} as const;
const most = { rows: 60_000, toWarmUp: 15_000 };

/** The relay against kafkajs' own pace: a full outbox, from the relay's start to the last acknowledgement. */
export const relayDrain: BenchCase = {
  name: 'relay-drain',
  about: 'rows/s published out of a full outbox ÷ records/s that kafkajs alone produces (≥ 0.85)',
  minutes: 1,
  run,
};

async function run(bench: Bench): Promise<Figure[]> {
  const rows = scaled(bench, most.rows, 200);
  const toWarmUp = scaled(bench, most.toWarmUp, 200);
  const raw = await openRawProduce(bench);
  const relays = RelayProcess.start(bench);
  await raw.measure(await ownTopic(bench, 'raw-warm-up'), messagesOfOrders(toWarmUp, 'any'));
  await drainFullOutbox(bench, relays, { name: 'warm-up', rows: toWarmUp });

  const pairs = await repeat(bench, async (repetition): Promise<Pair> => {
    const topic = await ownTopic(bench, `raw-${repetition}`);
    const { perSecond: value, messages } = await drainFullOutbox(bench, relays, {
      name: `drain-${repetition}`,
      rows,
    });
    const reference = await raw.measure(topic, messages);
    bench.progress(`${Math.round(value)} rows/s, kafkajs alone ${Math.round(reference)}`);
    return { value, reference };
  });
  return [relativeFigure(aim, pairs)];
}
