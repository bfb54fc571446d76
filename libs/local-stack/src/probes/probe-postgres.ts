import { Client } from 'pg';

/**
 * Asks a PostgreSQL server once.
 * @returns its version, such as `18.4`
 * @throws whatever keeps it from answering
 */
export async function probePostgres(url: string): Promise<string> {
  const client = new Client({
    connectionString: url,
    connectionTimeoutMillis: 2_000,
    query_timeout: 2_000,
    application_name: 'local-stack',
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<{ server_version: string }>('SHOW server_version');
    return rows[0]?.server_version.split(' ')[0] ?? 'unknown';
  } finally {
    await client.end().catch(() => undefined);
  }
}
