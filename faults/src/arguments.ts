import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { faultKinds, type FaultKind } from './fault';
import { networkChoices, type NetworkChoice } from './network/open-network';

/** What the command line asks for. */
export interface FaultsArguments {
  /** Faults, or more orders than can be written. */
  readonly mode: 'faults' | 'overload';
  readonly seed: number;
  readonly minutes: number;
  readonly kinds: readonly FaultKind[];
  readonly network: NetworkChoice;
  readonly logFile: string | undefined;
  readonly json: boolean;
  readonly help: boolean;
}

/** A command line that asks for something there is not. */
export class UsageError extends Error {
  readonly code = 'usage';
}

const usualMinutes = { faults: 10, overload: 0.5 };

/** The help text. */
export const faultsUsage = `Usage: npm run faults -- [overload] [options]

Starts the whole system, two instances of each service on servers of its own, lets customers at it, and breaks things:
one at a time and in pairs, each followed by recovery. In the end nothing may be lost or doubled.

  kill        kill -9 of a service (one instance, or all) or a server
  terminate   SIGTERM of the same
  stop        SIGSTOP of the same, for longer than its session or lease
  slow        a network that is late, between a service and a server
  cut         one that breaks connections and refuses new ones
  silence     one that lets nothing through
  full-disk   Postgres refuses every write of one service
  duplicates  a tenth of all Kafka messages comes again
  garbage     unreadable records on every topic

overload in place of it places ten times as many orders as can be written.

  --seed N         the same faults again, in the same order (default: any)
  --minutes N      how long faults are injected (0.1 to 1440, default ${usualMinutes.faults}), or there is overload (default ${usualMinutes.overload})
  --only a,b       only faults of these kinds
  --network which  ${networkChoices.join(', ')}: what connections lead through (default auto: toxiproxy where Go can build it)
  --log file       takes what the services write
  --json           the outcome as JSON, alone on standard output
                   (npm's own banner stays away with npm run --silent faults -- --json)
  --help           this text

Ends with 0 when nothing was lost or doubled and every statement of the audit holds, else with 1; with 2 when the command
line makes no sense; with 130 on Ctrl-C. Needs what the embedded servers need: Java 17 and Maven.
`;

/**
 * Reads the arguments of `npm run faults`.
 * @throws UsageError
 */
export function parseFaultsArguments(argv: readonly string[]): FaultsArguments {
  const { values, positionals } = parse(argv);
  const mode = modeFrom(positionals);
  return {
    mode,
    seed:
      values.seed === undefined ? randomInt(1, 2 ** 31) : numberFrom('--seed', values.seed, 0, 2 ** 31, true),
    minutes: numberFrom('--minutes', values.minutes ?? String(usualMinutes[mode]), 0.1, 1_440, false),
    kinds: values.only === undefined ? faultKinds : kindsFrom(values.only),
    network: choiceFrom('--network', values.network, networkChoices),
    logFile: values.log,
    json: values.json,
    help: values.help,
  };
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        seed: { type: 'string' },
        minutes: { type: 'string' },
        only: { type: 'string' },
        network: { type: 'string', default: 'auto' },
        log: { type: 'string' },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
  } catch (cause) {
    throw new UsageError(`${(cause as Error).message}\nnpm run faults -- --help tells what there is.`, {
      cause,
    });
  }
}

function modeFrom(positionals: readonly string[]): FaultsArguments['mode'] {
  if (positionals.length === 0) return 'faults';
  if (positionals.length === 1 && positionals[0] === 'overload') return 'overload';
  throw new UsageError(`There is no "${positionals.join(' ')}"; there is: overload.`);
}

function kindsFrom(text: string): FaultKind[] {
  return text.split(',').map((kind) => choiceFrom('--only', kind.trim(), faultKinds));
}

function choiceFrom<T extends string>(option: string, text: string, choices: readonly T[]): T {
  const choice = choices.find((each) => each === text);
  if (choice !== undefined) return choice;
  throw new UsageError(`${option} takes ${choices.join(', ')}, not "${text}"`);
}

function numberFrom(option: string, text: string, least: number, most: number, whole: boolean): number {
  const value = text.trim() === '' ? NaN : Number(text);
  if (value >= least && value <= most && (!whole || Number.isInteger(value))) return value;
  throw new UsageError(
    `${option} takes a ${whole ? 'whole ' : ''}number from ${least} to ${most}, not "${text}"`,
  );
}
