import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import { stack } from './stack';

/** A Postgres database that belongs to one test file. */
export interface TestDatabase {
  readonly url: string;
  /** Ends every connection to it and removes it. */
  drop(): Promise<void>;
}

/** A prefix no other test file has: for topics, consumer groups, Redis keys and Mongo databases. */
export function freshPrefix(name: string): string {
  return `${name}-${randomBytes(4).toString('hex')}-`;
}

/** Creates an empty database on the run's Postgres. */
export async function freshDatabase(name: string): Promise<TestDatabase> {
  const database = `${name}_${randomBytes(4).toString('hex')}`.replaceAll(/\W/g, '_');
  await asAdmin((client) => client.query(`CREATE DATABASE ${client.escapeIdentifier(database)}`));
  const url = new URL(stack().postgres);
  url.pathname = `/${database}`;
  return {
    url: url.href,
    drop: () =>
      asAdmin((client) =>
        client.query(`DROP DATABASE IF EXISTS ${client.escapeIdentifier(database)} WITH (FORCE)`),
      ),
  };
}

async function asAdmin(work: (client: Client) => Promise<unknown>): Promise<void> {
  const client = new Client({ connectionString: stack().postgres });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}
