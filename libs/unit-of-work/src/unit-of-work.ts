import { claimMessages } from '@ordersaga/inbox';
import { appendToOutbox, type OutboxMessage } from '@ordersaga/outbox';
import type { Queryable } from '@ordersaga/postgres';
import type { EntityManager, EntitySchema, ObjectLiteral } from 'typeorm';
import { EntityRepository, type Repository } from './repository';

/** What is read, claimed, changed and announced together, in one transaction. */
export interface UnitOfWork {
  /** The entities of a type; always the same repository for the same schema. */
  repository<E extends ObjectLiteral>(schema: EntitySchema<E>): Repository<E>;
  /** Claims messages for a consumer: see `claimMessages` of @ordersaga/inbox. Call it first. */
  claimMessages(consumer: string, messageIds: readonly string[]): Promise<Set<string>>;
  /** Notes messages for the outbox; all are appended in one statement, after the changes they report. */
  announce(messages: readonly OutboxMessage[]): void;
  /** The transaction's connection, for statements of your own. */
  readonly client: Queryable;
}

/** A unit of work on a connection with an open transaction. */
export class TransactionalUnitOfWork implements UnitOfWork {
  private readonly repositories = new Map<EntitySchema<ObjectLiteral>, EntityRepository<ObjectLiteral>>();
  private readonly outbox: OutboxMessage[] = [];

  constructor(
    private readonly manager: EntityManager,
    readonly client: Queryable,
  ) {}

  repository<E extends ObjectLiteral>(schema: EntitySchema<E>): Repository<E> {
    const known = this.repositories.get(schema);
    if (known) return known as unknown as Repository<E>;
    const made = new EntityRepository<E>(this.manager, schema, this.client);
    this.repositories.set(schema, made);
    return made;
  }

  claimMessages(consumer: string, messageIds: readonly string[]): Promise<Set<string>> {
    return claimMessages(this.client, consumer, messageIds);
  }

  announce(messages: readonly OutboxMessage[]): void {
    this.outbox.push(...messages);
  }

  /**
   * Writes everything noted: a statement per entity type, then one for the outbox, in one round trip. Says whether the
   * outbox got any.
   */
  async flush(): Promise<{ announced: boolean }> {
    const messages = this.outbox.splice(0);
    await Promise.all([
      ...[...this.repositories.values()].map((repository) => repository.flush()),
      appendToOutbox(this.client, messages),
    ]);
    return { announced: messages.length > 0 };
  }
}
