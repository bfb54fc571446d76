import { rebuildOptionsHelp } from '@ordersaga/rebuild';
import type { ServiceName } from './topology';

/** The projections that can be rebuilt, by what they are called on the command line. */
export const projections = {
  sales: 'sales-projection',
  'success-rate': 'success-rate-projection',
} as const satisfies Record<string, ServiceName>;

/** What the command line of `npm run rebuild` asks for. */
export interface RebuildCommandLine {
  readonly help: boolean;
  /** Undefined only where help is asked for. */
  readonly service: ServiceName | undefined;
  /** Where the running system is described; the usual place unless told. */
  readonly stackFile: string | undefined;
  /** For the projection's own rebuild, which knows them. */
  readonly options: readonly string[];
}

/** A command line that asks for something there is not. */
export class UsageError extends Error {
  readonly code = 'usage';
}

export const rebuildUsage = `Usage: npm run rebuild -- sales|success-rate [options] [stack.json]

Rebuilds a projection of the running system from the event log: fills a new copy beside the one that answers, compares
the two, and switches over. Orders go on meanwhile, and readers notice nothing.

  stack.json       describes the running system (default: the one of \`npm start\` here, see ORDERSAGA_HOME)
${rebuildOptionsHelp}`;

/**
 * Reads the arguments of `npm run rebuild`.
 * @throws UsageError
 */
export function parseRebuildCommandLine(argv: readonly string[]): RebuildCommandLine {
  const options = argv.filter((argument) => argument.startsWith('-'));
  const [projection, stackFile, ...more] = argv.filter((argument) => !argument.startsWith('-'));
  if (options.some((option) => option === '--help' || option === '-h'))
    return { help: true, service: undefined, stackFile, options };
  const known = Object.keys(projections).join(' or ');
  if (projection === undefined) throw new UsageError(`name the projection to rebuild: ${known}`);
  if (!Object.hasOwn(projections, projection))
    throw new UsageError(`there is no projection ${projection}, but ${known}`);
  if (more.length > 0) throw new UsageError('only one projection of one system can be rebuilt at a time');
  return { help: false, service: projections[projection as keyof typeof projections], stackFile, options };
}
