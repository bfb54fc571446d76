import { Client } from 'pg';
import type { Bench } from './bench';

/** Creates an empty database that goes with the case. @returns its URL */
export async function ownDatabase(
  { backing, prefix, onEnd }: Pick<Bench, 'backing' | 'prefix' | 'onEnd'>,
  name: string,
): Promise<string> {
  const database = `ordersaga_${prefix}${name}`.replaceAll(/\W/g, '_');
  await asAdmin(backing.postgres, `CREATE DATABASE ${database}`);
  onEnd(() => asAdmin(backing.postgres, `DROP DATABASE IF EXISTS ${database} WITH (FORCE)`));
  const url = new URL(backing.postgres);
  url.pathname = `/${database}`;
  return url.href;
}

async function asAdmin(connectionString: string, statement: string): Promise<void> {
  const client = new Client({ connectionString });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
