import { parseArgs } from 'node:util';
import { UsageError } from './errors';
import type { Selection } from './selection';

/** What can be done with letters. */
export type Command = 'list' | 'show' | 'replay' | 'discard';

/** What the command line asks for. */
export interface DeadLettersArguments {
  readonly help: boolean;
  readonly command: Command;
  readonly selection: Selection;
  /** Whether what is parked behind a discarded letter is discarded, too. */
  readonly withParked: boolean;
  /** How long to wait until a decision is carried out, milliseconds; 0: not at all. */
  readonly waitMs: number;
  readonly json: boolean;
  /** Where the running system is described; undefined: not told. */
  readonly stackFile: string | undefined;
}

export const deadLettersUsage = `Usage: npm run dead-letters -- <list|show|replay|discard> [options] [stack.json]

Messages that were given up: rows of outboxes that Kafka refused, and what consumer groups could not process. Later
messages of their key are parked behind them.

  list             what was given up, and how many messages are parked behind it
  show             headers, payload and error of what is selected, and of what is parked behind it
  replay           publish or process it after all, before anything later of its key; what is parked follows
  discard          drop it, for good; what is parked behind it goes on

  --outbox NAME    of this outbox, such as order
  --group NAME     of this consumer group, such as stock
  --topic TOPIC    of this topic
  --key KEY        of this key
  --id ID          this one, as \`list\` names it
  --all            all there is; show, replay and discard want it, or something of the above
  --with-parked    discard: what is parked behind it, too
  --wait S         how long to wait until it is carried out (default 60 seconds)
  --no-wait        don't wait: the decision stands, and is carried out when a relay or a consumer of the group runs
  --json           everything as JSON
  --help           this text

The system is the one that stack.json describes (default: that of \`npm start\` here, see ORDERSAGA_HOME), or, without
one, that of the environment: OUTBOXES and KAFKA_BROKERS with TOPIC_PREFIX, as message-relay has them. KAFKA_TLS_… and
KAFKA_SASL_… count for both.

Exit code: 0 when it is done, 1 when something was not: nothing selected is there, it failed again, nobody carried it out
in time; 2 when it could not be tried.
`;

const commands: ReadonlySet<string> = new Set<Command>(['list', 'show', 'replay', 'discard']);

/**
 * Reads the arguments of `npm run dead-letters`.
 * @throws UsageError
 */
export function parseDeadLettersArguments(argv: readonly string[]): DeadLettersArguments {
  const { values, positionals } = parse(argv);
  const [command, stackFile, ...more] = positionals;
  const { help, all, outbox, group, topic, key, id } = values;
  if (more.length > 0) throw new UsageError('only one stack.json can be named');
  if (!help && (command === undefined || !commands.has(command)))
    throw new UsageError(
      `say list, show, replay or discard${command === undefined ? '' : `, not ${command}`}`,
    );
  const selection = withoutUnset({ outbox, group, topic, key, id });
  const isSelected = Object.keys(selection).length > 0;
  if (outbox !== undefined && group !== undefined)
    throw new UsageError('--outbox and --group exclude each other: a letter lies in one of them');
  if (!help && command !== 'list' && !all && !isSelected)
    throw new UsageError(`say what to ${command}: --outbox, --group, --topic, --key or --id; or --all`);
  if (all && isSelected) throw new UsageError('--all means everything: leave it or the others out');
  if (values['with-parked'] && command !== 'discard')
    throw new UsageError('--with-parked belongs to discard; what is parked follows a replay by itself');
  return {
    ...{ help, json: values.json, stackFile, selection, withParked: values['with-parked'] },
    command: (command ?? 'list') as Command,
    waitMs: values['no-wait'] ? 0 : 1_000 * secondsFrom(values.wait),
  };
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      options: {
        help: { type: 'boolean', short: 'h', default: false },
        outbox: { type: 'string' },
        group: { type: 'string' },
        topic: { type: 'string' },
        key: { type: 'string' },
        id: { type: 'string' },
        all: { type: 'boolean', default: false },
        'with-parked': { type: 'boolean', default: false },
        wait: { type: 'string', default: '60' },
        'no-wait': { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
      },
      allowPositionals: true,
    });
  } catch (cause) {
    throw new UsageError((cause as Error).message, { cause });
  }
}

function withoutUnset(options: Readonly<Record<string, string | undefined>>): Selection {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}

/** Not more than timers can wait for. */
const most = 1_000_000;

function secondsFrom(text: string): number {
  if (!/^\d+(\.\d+)?$/.test(text) || Number(text) > most)
    throw new UsageError(`--wait takes seconds from 0 to ${most}, not ${text === '' ? 'nothing' : text}`);
  return Number(text);
}
