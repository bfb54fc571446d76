import type { Queryable } from '@ordersaga/postgres';
import type { DataSource, EntityMetadata, ObjectLiteral } from 'typeorm';
import { quoted } from './quoted';

interface Statement {
  readonly name: string;
  readonly text: string;
}

const statements = new WeakMap<EntityMetadata, Statement>();

/**
 * Reads the entities of these ids that exist and keeps others from changing them. Rows are locked in the order of
 * their ids. One statement of always the same text, so that each connection plans it once.
 */
export async function lockRows<E extends ObjectLiteral>(
  client: Queryable,
  { driver }: DataSource,
  metadata: EntityMetadata,
  ids: readonly string[],
): Promise<E[]> {
  const { rows } = await client.query({ ...statementOf(metadata), values: [ids] });
  return rows.map((row) => {
    const entity = metadata.create(undefined) as E;
    for (const column of metadata.columns)
      column.setEntityValue(entity, driver.prepareHydratedValue(row[column.databaseName], column));
    return entity;
  });
}

function statementOf(metadata: EntityMetadata): Statement {
  const known = statements.get(metadata);
  if (known) return known;
  const made = { name: `lock ${metadata.tableName}`, text: textFor(metadata) };
  statements.set(metadata, made);
  return made;
}

function textFor({ tableName, columns, primaryColumns }: EntityMetadata): string {
  const all = columns.map(({ databaseName }) => quoted(databaseName)).join(', ');
  const [primary] = primaryColumns.map(({ databaseName }) => quoted(databaseName));
  return `SELECT ${all} FROM ${quoted(tableName)} WHERE ${primary} = ANY ($1) ORDER BY ${primary} FOR UPDATE`;
}
