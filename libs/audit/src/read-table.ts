import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client, type QueryResultRow } from 'pg';

/** Runs one of the audit's statements on a database, in a connection of its own. */
export async function readTable<R extends QueryResultRow>(
  databaseUrl: string,
  statement: string,
): Promise<R[]> {
  const client = new Client({ connectionString: databaseUrl, application_name: 'audit' });
  await client.connect();
  try {
    return (await client.query<R>(readFileSync(join(__dirname, '../sql', `${statement}.sql`), 'utf8'))).rows;
  } finally {
    await client.end();
  }
}
