import { parseArgs } from 'node:util';
import { usualLimits, type Limits } from './limits';

/** What the command line asks for. */
export interface AuditArguments {
  readonly help: boolean;
  readonly json: boolean;
  /** Where the running system is described; the usual place unless told. */
  readonly stackFile: string | undefined;
  /** How long to wait for the orders under way first, milliseconds. */
  readonly waitMs: number;
  readonly patienceMs: number;
  /** How many orders and faults of a statement to name. */
  readonly show: number;
  readonly limits: Limits;
}

/** A command line or an environment that asks for something there is not. */
export class UsageError extends Error {
  readonly code = 'usage';
}

export const auditUsage = `Usage: npm run audit -- [options] [stack.json]

Checks on a running system what always holds, and tells each statement with its figures:
  1  an accepted order reaches exactly one outcome
  2  for each product, what came in is available, reserved or sold; nothing is negative
  3  an order is charged its total if completed, otherwise nothing
  4  the history of an order replays to what the API shows
  5  both projections equal a recount of the event log
  6  no event is lost on its way, none has its effect twice

It audits a moment, and changes nothing. Orders that are open are told, and are no fault within their limits. What looks
wrong only for a moment, because it is under way, is no fault either.

  stack.json       describes the running system (default: the one of \`npm start\` here, see ORDERSAGA_HOME)
  --wait S         first wait until no order is open but held ones, S seconds at most
  --patience S     how long something must be wrong to count (default 10 seconds)
  --show N         name so many orders and faults of a statement (default 10)
  --json           all of it as JSON
  --help           this text

Environment: HOLD_TIME_MS and SAGA_TIME_LIMIT_MS as Order has them (default ${usualLimits.holdTimeMs} and ${usualLimits.sagaTimeLimitMs}).

Exit code: 0 when every statement holds, 1 when one does not, 2 when it could not be checked.
`;

/**
 * Reads the arguments of `npm run audit`.
 * @throws UsageError
 */
export function parseAuditArguments(
  argv: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): AuditArguments {
  const { values, positionals } = parse(argv);
  if (positionals.length > 1) throw new UsageError('only one system can be audited at a time');
  const { HOLD_TIME_MS, SAGA_TIME_LIMIT_MS } = environment;
  return {
    help: values.help,
    json: values.json,
    stackFile: positionals[0],
    waitMs: 1_000 * numberFrom('--wait', values.wait),
    patienceMs: 1_000 * numberFrom('--patience', values.patience),
    show: numberFrom('--show', values.show),
    limits: {
      holdTimeMs: HOLD_TIME_MS ? numberFrom('HOLD_TIME_MS', HOLD_TIME_MS) : usualLimits.holdTimeMs,
      sagaTimeLimitMs: SAGA_TIME_LIMIT_MS
        ? numberFrom('SAGA_TIME_LIMIT_MS', SAGA_TIME_LIMIT_MS)
        : usualLimits.sagaTimeLimitMs,
    },
  };
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      options: {
        help: { type: 'boolean', short: 'h', default: false },
        json: { type: 'boolean', default: false },
        wait: { type: 'string', default: '0' },
        patience: { type: 'string', default: '10' },
        show: { type: 'string', default: '10' },
      },
      allowPositionals: true,
    });
  } catch (cause) {
    throw new UsageError((cause as Error).message, { cause });
  }
}

/** Not more than timers can wait for. */
const most = 1_000_000;

function numberFrom(name: string, text: string): number {
  const number = Number(text);
  const max = name.endsWith('_MS') ? most * 1_000 : most;
  if (!/^\d+(\.\d+)?$/.test(text) || number > max || (name === '--show' && !Number.isInteger(number)))
    throw new UsageError(`${name} takes a number from 0 to ${max}, not ${text === '' ? 'nothing' : text}`);
  return number;
}
