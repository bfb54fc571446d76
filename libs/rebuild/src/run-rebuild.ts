import { createLogger, Started, type Logger } from '@ordersaga/service-runtime';
import { parseRebuildArguments, rebuildOptionsHelp, UsageError } from './arguments';
import { RebuildInterruptedError } from './errors';
import { PostgresOrderLog } from './order-log';
import { ProgressDisplay } from './progress-display';
import { rebuild, type Rebuilt } from './rebuild';
import type { RebuildTarget } from './rebuild-target';
import { reportJson, reportText } from './report';

/** A projection's rebuild as its entry point hands it over. */
export interface RebuildCommand {
  /** What the projection is called on the command line. */
  readonly name: string;
  /** Reads the settings and opens the store; whatever is added to `started` is closed in the end. */
  readonly open: (
    environment: NodeJS.ProcessEnv,
    logger: Logger,
    started: Started,
  ) => Promise<{ readonly target: RebuildTarget; readonly orderDatabaseUrl: string }>;
}

const exitCodes = { rebuilt: 0, notRebuilt: 1, notTried: 2 };

/** Errors of a rebuild that was tried and came to nothing. */
const refusals = new Set(['rebuild-under-way', 'rebuild-lost', 'log-behind', 'not-switched', 'interrupted']);

/** A Ctrl-C comes to all processes of a terminal, and may be passed on besides: the second one of a person comes later. */
const secondSignalMs = 1_000;

/** Rebuilds a projection, as its command line and its environment ask for it, and sets the exit code. */
export async function runRebuild(command: RebuildCommand): Promise<void> {
  const display = new ProgressDisplay(process.stderr);
  try {
    const wanted = parseRebuildArguments(process.argv.slice(2));
    if (wanted.help) return void process.stdout.write(usageOf(command));
    const rebuilt = await rebuildAs(command, wanted.evenIfLess, display);
    display.end();
    process.stdout.write((wanted.json ? reportJson : reportText)(command.name, rebuilt));
  } catch (error) {
    display.end();
    process.exitCode = tell(command, error);
  }
}

function usageOf({ name }: RebuildCommand): string {
  return `Usage: rebuild of ${name} [options]\n\n${rebuildOptionsHelp}`;
}

async function rebuildAs(
  { open }: RebuildCommand,
  evenIfLess: boolean,
  display: ProgressDisplay,
): Promise<Rebuilt> {
  const started = new Started();
  // What is away is shown as progress.
  const logger = createLogger({ service: 'rebuild', level: 'silent' });
  const signal = calledOff();
  try {
    const { target, orderDatabaseUrl } = await open(process.env, logger, started);
    const log = await PostgresOrderLog.open(orderDatabaseUrl);
    started.add('log', () => log.close());
    return await rebuild(target, log, {
      signal,
      evenIfLess,
      onProgress: (progress) => display.tell(progress),
    });
  } finally {
    await started.stop().catch(() => undefined);
  }
}

/** Aborted by the first signal; a second one ends the process, and leaves clearing up to the next rebuild. */
function calledOff(): AbortSignal {
  const calling = new AbortController();
  let first: number | undefined;
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(name, () => {
      first ??= performance.now();
      if (performance.now() - first > secondSignalMs) process.exit(exitCodes.notRebuilt);
      calling.abort(new RebuildInterruptedError());
    });
  return calling.signal;
}

function tell({ name, ...command }: RebuildCommand, error: unknown): number {
  const { code, message, stack } = error as Error & { code?: unknown };
  // Whatever has a code was expected to happen.
  process.stderr.write(`${name} was not rebuilt: ${typeof code === 'string' ? message : stack}\n`);
  if (error instanceof UsageError) process.stderr.write(`\n${usageOf({ name, ...command })}`);
  if (typeof code === 'string' && refusals.has(code)) {
    process.stderr.write('The live copy answers as before.\n');
    return exitCodes.notRebuilt;
  }
  return exitCodes.notTried;
}
