import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { toStatement, type Statement } from '@ordersaga/postgres';

/**
 * A table that is only appended to, with `transaction_id xid8 DEFAULT pg_current_xact_id()`, an id drawn from a
 * sequence, an index on (transaction_id, id) and one on the id.
 */
export interface LogTable {
  readonly table: string;
  /** The id's column. */
  readonly id: string;
  /** What to read of a row: a select list, a constant of the code, in which the id is called `id` and is still a bigint. */
  readonly columns: string;
}

/** The statements that read one log. */
export interface Log {
  readonly beginStep: Statement;
  readonly findFirst: Statement;
  readonly readPage: Statement;
  readonly identifyCluster: Statement;
  readonly adoptForeignRows: Statement;
}

const identifier = /^[a-z_][a-z0-9_]*$/;

/**
 * Makes the statements for a log table.
 * @throws TypeError when the table's or the id's name is not a plain lower-case identifier
 */
export function describeLog({ table, id, columns }: LogTable): Log {
  for (const name of [table, id])
    if (!identifier.test(name)) throw new TypeError(`not a plain SQL identifier: ${name}`);
  const statement = (name: string): Statement => {
    const template = readFileSync(join(__dirname, '../sql', `${name}.sql`), 'utf8');
    const text = template
      .replaceAll('{table}', table)
      .replaceAll('{id}', id)
      .replaceAll('{columns}', columns);
    return toStatement(`${table}.${name}`, text);
  };
  return {
    beginStep: statement('begin-step'),
    findFirst: statement('find-first'),
    readPage: statement('read-page'),
    identifyCluster: statement('identify-cluster'),
    adoptForeignRows: statement('adopt-foreign-rows'),
  };
}
