import { parseArgs } from 'node:util';

/** What the command line of a projection's rebuild asks for. */
export interface RebuildArguments {
  readonly help: boolean;
  readonly json: boolean;
  readonly evenIfLess: boolean;
}

/** A command line that asks for something there is not. */
export class UsageError extends Error {
  readonly code = 'usage';
}

/** What the options mean, for the usage of every command that takes them. */
export const rebuildOptionsHelp = `  --even-if-less   switch also when the log lacks versions of orders that the live copy has (after Order's database was
                   restored from a backup): those are gone from the answers then
  --json           the result as JSON
  --help           this text

Progress goes to standard error, the result to standard output. Ctrl-C calls the rebuild off: the live copy stays as it
is, what was built so far is removed.

Exit code: 0 when the new copy answers; 1 when it does not, because another rebuild is under way, the log has less than
the live copy, or it was called off; 2 when it could not be tried (no system, a server away, a wrong argument).
`;

/**
 * Reads the arguments of a projection's rebuild.
 * @throws UsageError
 */
export function parseRebuildArguments(argv: readonly string[]): RebuildArguments {
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: {
        help: { type: 'boolean', short: 'h', default: false },
        json: { type: 'boolean', default: false },
        'even-if-less': { type: 'boolean', default: false },
      },
    });
    return { help: values.help, json: values.json, evenIfLess: values['even-if-less'] };
  } catch (cause) {
    throw new UsageError((cause as Error).message, { cause });
  }
}
