import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';

/** One SQL statement, ready for `client.query({ ...statement, values })`. */
export interface Statement {
  /** Under this name Postgres keeps the prepared plan, per connection. Changes with the text. */
  readonly name: string;
  readonly text: string;
}

/** A statement was asked for that has no file. A mistake in the code, never in the data. */
export class UnknownStatementError extends Error {
  readonly code = 'UNKNOWN_STATEMENT';
  override readonly name = 'UnknownStatementError';

  constructor(statement: string, directory: string) {
    super(`there is no ${statement}.sql in ${directory}`);
  }
}

/**
 * Reads every `.sql` file of a directory, once, and gives them out by file name without the extension.
 * Each file holds one statement.
 * @throws UnknownStatementError when a name has no file
 */
export function loadSql(directory: string): (name: string) => Statement {
  const statements = new Map<string, Statement>();
  for (const file of readdirSync(directory)) {
    if (!file.endsWith('.sql')) continue;
    const name = basename(file, '.sql');
    statements.set(name, toStatement(name, readFileSync(join(directory, file), 'utf8')));
  }
  return (name) => {
    const statement = statements.get(name);
    if (!statement) throw new UnknownStatementError(name, directory);
    return statement;
  };
}

/**
 * Names a statement by its content, so that two libraries may each have a `load.sql` on one connection.
 * Postgres cuts names at 63 bytes.
 */
export function toStatement(name: string, text: string): Statement {
  const digest = createHash('sha256').update(text).digest('hex').slice(0, 16);
  return { name: `${name.slice(0, 46)}.${digest}`, text };
}
