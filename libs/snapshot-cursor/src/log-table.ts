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
  /**
   * Which rows to give out: a condition on the columns of `page`, a constant of the code, whose values are `{1}`, `{2}`
   * and so on. The others are read past in the database.
   */
  readonly keep?: string;
}

/** The statements that read one log. */
export interface Log {
  readonly beginStep: Statement;
  readonly findFirst: Statement;
  readonly readPage: Statement;
  readonly identifyCluster: Statement;
  readonly adoptForeignRows: Statement;
  readonly adoptDumpedRows: Statement;
}

const identifier = /^[a-z_][a-z0-9_]*$/;

/**
 * Makes the statements for a log table.
 * @throws TypeError when the table's or the id's name is not a plain lower-case identifier
 */
export function describeLog({ table, id, columns, keep }: LogTable): Log {
  for (const name of [table, id])
    if (!identifier.test(name)) throw new TypeError(`not a plain SQL identifier: ${name}`);
  const fill = (name: string): string =>
    template(name).replaceAll('{table}', table).replaceAll('{id}', id).replaceAll('{columns}', columns);
  const statement = (name: string): Statement => toStatement(`${table}.${name}`, fill(name));
  /** A statement of so many values of its own; those of `keep` follow. */
  const page = (name: string, values: number): Statement =>
    keep === undefined
      ? statement(name)
      : toStatement(`${table}.${name}`, keepWanted(fill(name), shiftValues(keep, values)));
  return {
    beginStep: page('begin-step', 2),
    findFirst: statement('find-first'),
    readPage: page('read-page', 4),
    identifyCluster: statement('identify-cluster'),
    adoptForeignRows: statement('adopt-foreign-rows'),
    adoptDumpedRows: statement('adopt-dumped-rows'),
  };
}

function template(name: string): string {
  return readFileSync(join(__dirname, '../sql', `${name}.sql`), 'utf8');
}

function keepWanted(statement: string, keep: string): string {
  return template('keep-wanted')
    .replace('{statement}', () => statement)
    .replace('{keep}', () => `(${keep})`);
}

function shiftValues(keep: string, by: number): string {
  return keep.replaceAll(/\{(\d+)\}/g, (_, place) => `$${Number(place) + by}`);
}
