import type { Queryable } from '@ordersaga/postgres';
import type { EntityManager, EntitySchema, ObjectLiteral } from 'typeorm';
import { NotLockedError } from './errors';
import { lockRows } from './lock-rows';
import { EntityReader, type Reader, type Selection } from './reader';
import { upsert } from './upsert';

/** The entities of one type inside a unit of work. */
export interface Repository<E> extends Reader<E> {
  /**
   * Like `load`, and keeps others from changing them until the unit of work ends (`FOR UPDATE`). Rows are locked in
   * the order of their ids, so that two units of work can't wait for each other.
   */
  loadForUpdate(ids: readonly string[]): Promise<Map<string, E>>;
  /**
   * Notes entities to be written, in one multi-row statement when the unit of work ends. What was loaded for update
   * is replaced; anything else is inserted. Of an entity that is noted twice the later state counts.
   * @throws NotLockedError for one that was loaded, but not for update
   */
  saveAll(entities: readonly E[]): void;
}

/** A repository that remembers what is locked and what is to be written. */
export class EntityRepository<E extends ObjectLiteral> extends EntityReader<E> implements Repository<E> {
  private readonly locked = new Set<string>();
  private readonly onlyRead = new Set<string>();
  private readonly noted = new Map<string, E>();

  constructor(
    manager: EntityManager,
    schema: EntitySchema<E>,
    private readonly client: Queryable,
  ) {
    super(manager, schema);
  }

  override async load(ids: readonly string[]): Promise<Map<string, E>> {
    const found = await super.load(ids);
    for (const id of found.keys()) this.onlyRead.add(id);
    return found;
  }

  override async list(selection?: Selection<E>): Promise<E[]> {
    const found = await super.list(selection);
    for (const entity of found) this.onlyRead.add(this.idOf(entity));
    return found;
  }

  async loadForUpdate(ids: readonly string[]): Promise<Map<string, E>> {
    if (ids.length === 0) return new Map();
    const rows = await lockRows<E>(this.client, this.manager.dataSource, this.metadata, [...new Set(ids)]);
    const found = new Map(rows.map((entity) => [this.idOf(entity), entity]));
    for (const id of found.keys()) this.locked.add(id);
    return found;
  }

  saveAll(entities: readonly E[]): void {
    for (const entity of entities) {
      const id = this.idOf(entity);
      if (this.onlyRead.has(id) && !this.locked.has(id)) throw new NotLockedError(this.metadata.name, id);
      this.noted.set(id, entity);
    }
  }

  /** Writes what was noted; in the order of ids, since an insert too waits for another's insert of the same id. */
  async flush(): Promise<void> {
    const entities = [...this.noted].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, entity]) => entity);
    this.noted.clear();
    await upsert(this.client, this.metadata, entities, [...this.locked]);
    for (const entity of entities) this.locked.add(this.idOf(entity));
  }
}
