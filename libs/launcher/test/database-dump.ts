import { Client } from 'pg';

/** Tables with their rows, as text, and the values of sequences: what a dump says besides the schema. */
export interface DatabaseDump {
  readonly tables: readonly { readonly table: string; readonly rows: readonly string[] }[];
  readonly sequences: readonly {
    readonly sequence: string;
    readonly value: string;
    readonly called: boolean;
  }[];
}

/** Every table with rows of its own or of its partitions, and none that is a partition. */
const listTables = `
  SELECT format('%I.%I', nspname, relname) AS name
  FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
  WHERE relkind IN ('r', 'p') AND NOT relispartition
    AND nspname <> 'information_schema' AND nspname NOT LIKE 'pg\\_%'
  ORDER BY name`;

const listSequences = `
  SELECT format('%I.%I', schemaname, sequencename) AS name FROM pg_sequences ORDER BY name`;

/** Reads all of a database as of one moment, the numbers of transactions included. */
export async function dumpDatabase(url: string): Promise<DatabaseDump> {
  return connected(url, async (client) => {
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    const tables = [];
    for (const table of await names(client, listTables)) {
      const { rows } = await client.query<{ line: string }>(
        `SELECT line::text AS line FROM ${table} AS line`,
      );
      tables.push({ table, rows: rows.map(({ line }) => line) });
    }
    const sequences = [];
    for (const sequence of await names(client, listSequences)) {
      const { rows } = await client.query<{ value: string; called: boolean }>(
        `SELECT last_value::text AS value, is_called AS called FROM ${sequence}`,
      );
      sequences.push({ sequence, ...rows[0]! });
    }
    return { tables, sequences };
  });
}

/** Puts a dump into a database that has the schema, in place of all that is in it. */
export async function restoreDatabase(url: string, { tables, sequences }: DatabaseDump): Promise<void> {
  await connected(url, async (client) => {
    await client.query('SET session_replication_role = replica');
    await client.query(`TRUNCATE ${(await names(client, listTables)).join(', ')}`);
    for (const { table, rows } of tables)
      await client.query(
        `INSERT INTO ${table} OVERRIDING SYSTEM VALUE SELECT (line::${table}).* FROM unnest($1::text[]) AS line`,
        [rows],
      );
    for (const { sequence, value, called } of sequences)
      await client.query('SELECT setval($1, $2, $3)', [sequence, value, called]);
  });
}

/** Runs one statement and gives its rows. */
export function query<R extends object>(url: string, text: string): Promise<R[]> {
  return connected(url, async (client) => (await client.query<R>(text)).rows);
}

async function names(client: Client, text: string): Promise<string[]> {
  return (await client.query<{ name: string }>(text)).rows.map(({ name }) => name);
}

async function connected<T>(connectionString: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
