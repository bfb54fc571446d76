import type { EntityManager, EntityMetadata, ObjectLiteral } from 'typeorm';
import { RowAppearedError } from './errors';

/** Postgres counts the parameters of a statement in 16 bits. */
const mostParameters = 65_535;

/**
 * Inserts entities, and replaces those that exist and are locked by this transaction: one statement (several only
 * where the parameters of one would run out), no look beforehand.
 * @throws RowAppearedError when one exists and is not locked: someone has inserted it since it was looked for
 */
export async function upsert(
  manager: EntityManager,
  metadata: EntityMetadata,
  entities: readonly ObjectLiteral[],
  lockedIds: readonly string[],
): Promise<void> {
  const rows = Math.floor((mostParameters - 1) / metadata.columns.length);
  for (let from = 0; from < entities.length; from += rows)
    await upsertOnce(manager, metadata, entities.slice(from, from + rows), lockedIds);
}

async function upsertOnce(
  manager: EntityManager,
  metadata: EntityMetadata,
  entities: readonly ObjectLiteral[],
  lockedIds: readonly string[],
): Promise<void> {
  const [primary] = metadata.primaryColumns.map((column) => column.databaseName);
  const others = metadata.columns.filter((column) => !column.isPrimary).map((column) => column.databaseName);
  const result = await manager
    .createQueryBuilder()
    .insert()
    .into(metadata.target)
    .values([...entities])
    .orUpdate(others, [primary as string], {
      overwriteCondition: {
        where: `"${metadata.tableName}"."${primary}" = ANY(:lockedIds)`,
        parameters: { lockedIds },
      },
    })
    .returning(`"${metadata.tableName}"."${primary}"`)
    .updateEntity(false)
    .callListeners(false)
    .execute();
  if ((result.raw as unknown[]).length < entities.length) throw new RowAppearedError(metadata.name);
}
