import { inboxMigrations } from '@ordersaga/inbox';
import { outboxMigrations } from '@ordersaga/outbox';
import { migrate } from '@ordersaga/postgres';
import { freshDatabase } from '@ordersaga/test-kit';
import { Client } from 'pg';
import { EntitySchema } from 'typeorm';
import { count, openEntityStore, type EntityStore, type EntityStoreOptions } from '../src';

/** Entities to test with: plain objects, as a domain would have them. */
export interface Account {
  readonly accountId: string;
  readonly balance: number;
  readonly limits: readonly { readonly name: string; readonly amount: number }[];
  readonly openedAt: Date;
}

export interface Note {
  readonly noteId: string;
  readonly text: string | null;
}

export const accounts = new EntitySchema<Account>({
  name: 'Account',
  tableName: 'accounts',
  columns: {
    accountId: { name: 'account_id', type: 'text', primary: true },
    balance: count('balance'),
    limits: { type: 'jsonb' },
    openedAt: { name: 'opened_at', type: 'timestamptz' },
  },
});

export const notes = new EntitySchema<Note>({
  name: 'Note',
  tableName: 'notes',
  columns: {
    noteId: { name: 'note_id', type: 'text', primary: true },
    text: { type: 'text', nullable: true },
  },
});

export const account = (accountId: string, balance = 0): Account => ({
  accountId,
  balance,
  limits: [{ name: 'daily', amount: 5 }],
  openedAt: new Date('2026-11-21T10:00:00.123Z'),
});

/** A database with the tables above, inbox and outbox; a plain client to look into it; and stores on it. */
export async function openAccounts() {
  const database = await freshDatabase('unit_of_work');
  await migrate({ connectionString: database.url, modules: [inboxMigrations, outboxMigrations] });
  const client = new Client({ connectionString: database.url });
  // The database is dropped under the client at the end.
  client.on('error', () => undefined);
  await client.connect();
  await client.query(
    'CREATE TABLE accounts (account_id text PRIMARY KEY, balance bigint NOT NULL, limits jsonb NOT NULL, opened_at timestamptz NOT NULL)',
  );
  await client.query('CREATE TABLE notes (note_id text PRIMARY KEY, text text)');
  const stores: EntityStore[] = [];
  return {
    client,
    open: async (options: Partial<EntityStoreOptions> = {}): Promise<EntityStore> => {
      const store = await openEntityStore({
        connectionString: database.url,
        entities: [accounts, notes],
        applicationName: 'unit-of-work-spec',
        ...options,
      });
      stores.push(store);
      return store;
    },
    close: async (): Promise<void> => {
      for (const store of stores) await store.close();
      await client.end();
      await database.drop();
    },
  };
}
