import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client, type QueryResultRow } from 'pg';

const pageSize = 2_000;
const connectionTimeoutMillis = 10_000;

/** A database as it was at one moment. */
export class Snapshot {
  private constructor(private readonly client: Client) {}

  /** Reads a database as it is now; changes that others make meanwhile are not seen. */
  static async of<T>(databaseUrl: string, work: (snapshot: Snapshot) => Promise<T>): Promise<T> {
    const client = new Client({
      connectionString: databaseUrl,
      application_name: 'audit',
      connectionTimeoutMillis,
    });
    await client.connect();
    try {
      await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
      return await work(new Snapshot(client));
    } finally {
      await client.end();
    }
  }

  /** All rows of one of the audit's statements. */
  async all<R extends QueryResultRow>(statement: string): Promise<R[]> {
    return (await this.client.query<R>(textOf(statement))).rows;
  }

  /** The rows of a statement that may have a great many: page by page, so that memory holds one. */
  async each<R extends QueryResultRow>(statement: string, visit: (row: R) => void): Promise<void> {
    await this.client.query(`DECLARE page NO SCROLL CURSOR FOR ${textOf(statement)}`);
    for (;;) {
      const { rows } = await this.client.query<R>(`FETCH ${pageSize} FROM page`);
      rows.forEach(visit);
      if (rows.length < pageSize) break;
    }
    await this.client.query('CLOSE page');
  }
}

function textOf(statement: string): string {
  return readFileSync(join(__dirname, '../sql', `${statement}.sql`), 'utf8');
}
