import { setTimeout as pause } from 'node:timers/promises';
import { Client } from 'pg';
import { sql } from '../sql';
import { isService } from '../system/embedded-system';
import type { Injection } from './injection';

/** A service's database refuses every write. */
export const fullDisk: Injection = async (target, { system }) => {
  if (!isService(target)) throw new Error(`there is no database of ${target}`);
  const url = system.running.namespace.databaseUrl(target);
  await fillDisk(url);
  return () => freeDisk(url);
};

/**
 * Every INSERT and UPDATE in a database is refused as Postgres refuses it when the disk is full: by a trigger with that
 * error, on all of its tables. A disk that is really full would need root; one without room for the write-ahead log ends
 * the server as `kill -9` does.
 */
export function fillDisk(url: string): Promise<void> {
  return persistently(url, async (client) => {
    await client.query(sql('drop-no-space-left'));
    await client.query(sql('create-no-space-left'));
    const { rows } = await client.query<{ name: string }>(sql('list-tables'));
    // One by one: no lock of theirs is held while another is waited for.
    for (const { name } of rows)
      await client.query(
        `CREATE TRIGGER no_space_left BEFORE INSERT OR UPDATE ON ${name} EXECUTE FUNCTION faults.no_space_left()`,
      );
  });
}

/** There is room again. */
export function freeDisk(url: string): Promise<void> {
  return persistently(url, async (client) => void (await client.query(sql('drop-no-space-left'))));
}

/** Milliseconds: for a table's lock, for a statement, before trying again, and for all of it. */
const limits = { lock: 1_000, statement: 5_000, rest: 100, total: 60_000 };

/** Goes on when a table is in use, and when the server is away for another fault. */
async function persistently(
  connectionString: string,
  work: (client: Client) => Promise<void>,
): Promise<void> {
  const deadline = performance.now() + limits.total;
  for (;;) {
    const client = new Client({
      ...{ connectionString, connectionTimeoutMillis: 2_000 },
      ...{ lock_timeout: limits.lock, query_timeout: limits.statement },
    });
    client.on('error', () => undefined);
    try {
      await client.connect();
      return await work(client);
    } catch (error) {
      if (performance.now() > deadline) throw error;
      await pause(limits.rest);
    } finally {
      await client.end().catch(() => undefined);
    }
  }
}
