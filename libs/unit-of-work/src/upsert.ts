import type { Queryable } from '@ordersaga/postgres';
import type { EntityMetadata, ObjectLiteral } from 'typeorm';
import { RowAppearedError } from './errors';
import { quoted } from './quoted';

interface Statement {
  readonly name: string;
  readonly text: string;
}

const statements = new WeakMap<EntityMetadata, Statement>();

/**
 * Inserts entities, and replaces those that exist and are locked by this transaction: one statement, no look
 * beforehand. Its text is the same however many there are, so that each connection plans it once; the entities go in
 * one parameter, as JSON.
 * @throws RowAppearedError when one exists and is not locked: someone has inserted it since it was looked for
 */
export async function upsert(
  client: Queryable,
  metadata: EntityMetadata,
  entities: readonly ObjectLiteral[],
  lockedIds: readonly string[],
): Promise<void> {
  if (entities.length === 0) return;
  const rows = entities.map((entity) => toRow(metadata, entity));
  const values = [JSON.stringify(rows), lockedIds];
  const { rowCount } = await client.query({ ...statementOf(metadata), values });
  if (rowCount !== entities.length) throw new RowAppearedError(metadata.name);
}

function toRow({ columns }: EntityMetadata, entity: ObjectLiteral): object {
  return Object.fromEntries(
    columns.map((column) => [column.databaseName, column.getEntityValue(entity, true) as unknown]),
  );
}

function statementOf(metadata: EntityMetadata): Statement {
  const known = statements.get(metadata);
  if (known) return known;
  const { tableName } = metadata;
  const made = { name: `upsert ${tableName}`, text: textFor(metadata) };
  statements.set(metadata, made);
  return made;
}

function textFor({ tableName, columns, primaryColumns }: EntityMetadata): string {
  const table = quoted(tableName);
  const all = columns.map(({ databaseName }) => quoted(databaseName)).join(', ');
  const [primary] = primaryColumns.map(({ databaseName }) => quoted(databaseName));
  const replaced = columns
    .filter(({ isPrimary }) => !isPrimary)
    .map(({ databaseName }) => `${quoted(databaseName)} = excluded.${quoted(databaseName)}`);
  return `INSERT INTO ${table} (${all})
    SELECT ${all} FROM json_populate_recordset(NULL::${table}, $1)
    ON CONFLICT (${primary}) DO UPDATE SET ${replaced.join(', ')}
    WHERE ${table}.${primary} = ANY ($2)`;
}
