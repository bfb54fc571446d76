import type {
  EntityManager,
  EntityMetadata,
  EntitySchema,
  FindOptionsOrder,
  FindOptionsWhere,
  ObjectLiteral,
} from 'typeorm';
import { UnsuitableEntityError } from './errors';

/** Which entities, and in which order. */
export interface Selection<E> {
  readonly where?: FindOptionsWhere<E>;
  readonly order?: FindOptionsOrder<E>;
}

/** Reads entities of one type. */
export interface Reader<E> {
  /** Those of the ids that exist, by id; one statement, none for no ids. */
  load(ids: readonly string[]): Promise<Map<string, E>>;
  /** All that fit. */
  list(selection?: Selection<E>): Promise<E[]>;
}

/** The name of the property that is the entity's id. */
export function idProperty(metadata: EntityMetadata): string {
  const [column, ...more] = metadata.primaryColumns;
  if (!column || more.length > 0) throw new UnsuitableEntityError(metadata.name);
  return column.propertyName;
}

/** A reader on this manager's connection, or on any of the pool's. */
export class EntityReader<E extends ObjectLiteral> implements Reader<E> {
  protected readonly metadata: EntityMetadata;
  protected readonly id: string;

  constructor(
    protected readonly manager: EntityManager,
    protected readonly schema: EntitySchema<E>,
  ) {
    this.metadata = manager.dataSource.getMetadata(schema);
    this.id = idProperty(this.metadata);
  }

  /** One array parameter: the statement's text stays the same however many ids there are. */
  async load(ids: readonly string[]): Promise<Map<string, E>> {
    if (ids.length === 0) return new Map();
    const found = await this.manager
      .createQueryBuilder(this.schema, 'entity')
      .where(`entity.${this.id} = ANY(:ids)`, { ids: [...new Set(ids)] })
      .getMany();
    return new Map(found.map((entity) => [this.idOf(entity), entity]));
  }

  list({ where, order }: Selection<E> = {}): Promise<E[]> {
    return this.manager.find(this.schema, { ...(where && { where }), ...(order && { order }) });
  }

  protected idOf(entity: E): string {
    return entity[this.id] as string;
  }
}
