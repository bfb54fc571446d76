import { homeOf, NoSystemError, stackFileOf } from '@ordersaga/running-system';
import { resolve } from 'node:path';
import { deadLettersUsage, parseDeadLettersArguments, type DeadLettersArguments } from './arguments';
import { carryOut } from './carry-out';
import { NotReachableError, UsageError } from './errors';
import type { Decision, LetterSource } from './letter';
import { listJson, listText } from './report-list';
import { isDone, resultsJson, resultsText, type SourceResults } from './report-results';
import { showJson, showText, type ShownLetter } from './report-show';
import { select, stopsAmong, type Stop } from './selection';
import { openSources } from './sources';
import { systemOfDocument, systemOfEnvironment, type LetteredSystem } from './system';

const exitCodes = { done: 0, notDone: 1, notTried: 2 };

/** A source and what of it is meant. */
interface Found {
  readonly source: LetterSource;
  readonly stops: readonly Stop[];
}

/** Results go to standard output; what is being done goes beside them. */
function progress(line: string): void {
  process.stderr.write(`${line}\n`);
}

async function main(): Promise<number> {
  const wanted = parseDeadLettersArguments(process.argv.slice(2));
  if (wanted.help) {
    process.stdout.write(deadLettersUsage);
    return exitCodes.done;
  }
  const system = systemFor(wanted);
  const open = await openSources(system, wanted.selection);
  try {
    const found = await find(open.sources, wanted, system.prefix);
    return await (wanted.command === 'list' ? list(found, wanted) : doWith(found, wanted));
  } finally {
    await open.close();
  }
}

function systemFor({ stackFile }: DeadLettersArguments): LetteredSystem {
  const named = stackFile === undefined ? systemOfEnvironment(process.env) : undefined;
  return named ?? systemOfDocument(stackFile ?? usualStackFile(), process.env);
}

/** Where `npm start` describes its system. */
function usualStackFile(): string {
  return stackFileOf(homeOf(resolve(__dirname, '../../..'), process.env));
}

function find(
  sources: readonly LetterSource[],
  { selection }: DeadLettersArguments,
  prefix: string,
): Promise<Found[]> {
  return Promise.all(
    sources.map(async (source) => ({
      source,
      stops: select(stopsAmong(await source.list()), selection, prefix),
    })),
  );
}

function list(found: readonly Found[], { json }: DeadLettersArguments): number {
  const stops = found.flatMap((one) => one.stops);
  process.stdout.write(json ? listJson(stops) : listText(stops, new Date()));
  return exitCodes.done;
}

async function doWith(found: readonly Found[], wanted: DeadLettersArguments): Promise<number> {
  const meant = found.filter(({ stops }) => stops.length > 0);
  if (meant.length === 0) {
    progress('No dead letter is like that; `npm run dead-letters -- list` shows those there are.');
    return exitCodes.notDone;
  }
  mustBeOne(meant, wanted);
  return wanted.command === 'show' ? show(meant, wanted) : decide(meant, wanted, wanted.command as Decision);
}

/** An id is only unique within an outbox, or a group and a topic. */
function mustBeOne(meant: readonly Found[], { selection: { id } }: DeadLettersArguments): void {
  const places = meant.flatMap(({ stops }) => stops.map(({ letter }) => letter));
  if (id === undefined || places.length === 1) return;
  const where = places.map(({ kind, source, topic }) => `--${kind} ${source} --topic ${topic}`);
  throw new UsageError(`several have the id ${id}; say which:\n  ${where.join('\n  ')}`);
}

async function show(meant: readonly Found[], { json }: DeadLettersArguments): Promise<number> {
  const shown: ShownLetter[] = [];
  for (const { source, stops } of meant)
    for (const { letter, behind } of stops) {
      shown.push({ letter, behind: behind.length, contents: await source.read(letter) });
      for (const parked of behind)
        shown.push({ letter: parked, behind: 0, contents: await source.read(parked) });
    }
  process.stdout.write(json ? showJson(shown) : showText(shown));
  return exitCodes.done;
}

async function decide(
  meant: readonly Found[],
  { waitMs, withParked, json }: DeadLettersArguments,
  decision: Decision,
): Promise<number> {
  const all: SourceResults[] = await Promise.all(
    meant.map(async ({ source, stops }) => {
      const tell = onceEach((line) => progress(`${source.kind} ${source.name}: ${line}`));
      const results = await carryOut(source, { decision, stops, withParked, waitMs }, (done, of) =>
        tell(`${done} of ${of} carried out`),
      );
      return { source, results };
    }),
  );
  process.stdout.write(json ? resultsJson(all, decision) : resultsText(all, decision));
  const results = all.flatMap((one) => one.results);
  const isWaiting =
    waitMs === 0 && results.every(({ outcome }) => isDone({ outcome }) || outcome === 'waiting');
  return isWaiting || results.every(isDone) ? exitCodes.done : exitCodes.notDone;
}

/** Leaves out a line that says what the one before did. */
function onceEach(write: (line: string) => void): (line: string) => void {
  let last: string | undefined;
  return (line) => {
    if (line !== last) write(line);
    last = line;
  };
}

main().then(
  (code) => (process.exitCode = code),
  (error: unknown) => {
    const expected =
      error instanceof UsageError || error instanceof NoSystemError || error instanceof NotReachableError;
    const { message, stack } = error as Error;
    process.stderr.write(`Nothing done: ${expected ? message : stack}\n`);
    if (error instanceof UsageError) process.stderr.write('`npm run dead-letters -- --help` tells more.\n');
    process.exitCode = exitCodes.notTried;
  },
);
