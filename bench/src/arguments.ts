import { parseArgs } from 'node:util';
import type { BenchCase } from './bench-case';
import { minutesOf } from './schedule';

/** What the command line asks for. */
export interface BenchArguments {
  /** In the order of the table; all of them when none is named. */
  readonly cases: readonly BenchCase[];
  readonly json: boolean;
  readonly help: boolean;
  readonly repetitions: number;
  readonly scale: number;
}

/** A command line that asks for something there is not. */
export class UsageError extends Error {
  readonly code = 'usage';
}

/** The help text. */
export function benchUsage(cases: readonly BenchCase[]): string {
  const width = Math.max(...cases.map(({ name }) => name.length));
  const rows = cases.map(
    ({ name, about, minutes }) => `  ${name.padEnd(width)}  ${`${minutes}`.padStart(2)} min  ${about}`,
  );
  return `Usage: npm run bench -- [names] [options]

Runs the system on real servers and prints what was measured beside its reference and its target. Without names: all,
which takes about ${minutesOf(cases)} minutes.

${rows.join('\n')}

  --json            an array of {name, value, reference, ratio, target, met}, alone on standard output
                    (npm's own banner stays away with npm run --silent bench -- --json)
  --repetitions N   how often each figure is measured; the smallest counts (1 to 20, default 3)
  --scale X         multiplies the sizes of loads (0.0001 to 1, default 1): for a quick look, the figures mean nothing
  --help            this text

Ends with 0 when everything was measured, whether targets are met or not; with 1 when a promise was broken or a case
failed; with 2 when the command line makes no sense; with 130 on Ctrl-C. It takes the servers that KAFKA_BROKERS,
POSTGRES_URL, REDIS_URL and MONGO_URL name, and starts the others in a temporary folder.
`;
}

/**
 * Reads the arguments of `npm run bench`.
 * @throws UsageError
 */
export function parseBenchArguments(argv: readonly string[], known: readonly BenchCase[]): BenchArguments {
  const { values, positionals } = parse(argv);
  return {
    cases: chosen(positionals, known),
    json: values.json,
    help: values.help,
    repetitions: numberFrom('--repetitions', values.repetitions, { least: 1, most: 20, whole: true }),
    scale: numberFrom('--scale', values.scale, { least: 0.0001, most: 1, whole: false }),
  };
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
        repetitions: { type: 'string', default: '3' },
        scale: { type: 'string', default: '1' },
      },
    });
  } catch (cause) {
    throw new UsageError(`${(cause as Error).message}\nnpm run bench -- --help tells what there is.`, {
      cause,
    });
  }
}

function chosen(names: readonly string[], known: readonly BenchCase[]): readonly BenchCase[] {
  const unknown = names.filter((name) => !known.some((each) => each.name === name));
  if (unknown.length > 0)
    throw new UsageError(
      `There is no benchmark ${unknown.join(', ')}. There are: ${known.map(({ name }) => name).join(', ')}.`,
    );
  return names.length === 0 ? known : known.filter(({ name }) => names.includes(name));
}

interface Bounds {
  readonly least: number;
  readonly most: number;
  readonly whole: boolean;
}

function numberFrom(option: string, text: string, { least, most, whole }: Bounds): number {
  const value = text.trim() === '' ? NaN : Number(text);
  if (value >= least && value <= most && (!whole || Number.isInteger(value))) return value;
  throw new UsageError(
    `${option} takes a ${whole ? 'whole ' : ''}number from ${least} to ${most}, not "${text}"`,
  );
}
