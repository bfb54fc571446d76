import { createServer, type AddressInfo } from 'node:net';
import { eventually, freshDatabase, type TestDatabase } from '@ordersaga/test-kit';
import { Client, type Pool } from 'pg';
import {
  ConnectionFailedError,
  createPool,
  inTransaction,
  isUnavailable,
  TransactionAbortedError,
} from '../src';

describe('a pool', () => {
  let database: TestDatabase;
  let pool: Pool;
  const lost: Error[] = [];

  beforeAll(async () => {
    database = await freshDatabase('pool');
    pool = createPool({
      connectionString: database.url,
      applicationName: 'pool-under-test',
      statementTimeoutMs: 500,
      onConnectionLost: (error) => lost.push(error),
    });
    await pool.query('CREATE TABLE notes (id int PRIMARY KEY)');
  });
  afterAll(async () => {
    await pool.end();
    await database.drop();
  });
  beforeEach(async () => {
    lost.length = 0;
    await pool.query('TRUNCATE notes');
  });

  /** Ends every connection of the pool, from one of its own. */
  async function killConnections(): Promise<void> {
    const killer = createPool({ connectionString: database.url });
    await killer.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                        WHERE application_name = 'pool-under-test' AND datname = current_database()`);
    await killer.end();
  }
  const notes = async () => (await pool.query('SELECT id FROM notes')).rowCount;

  it('survives the loss of its idle connections and makes new ones', async () => {
    await Promise.all([pool.query('SELECT 1'), pool.query('SELECT 2')]);
    await killConnections();
    await eventually(() => expect(lost.length).toBeGreaterThan(0));
    await eventually(() => pool.query('SELECT 1'));
  });

  it('survives the loss of a connection between two statements of a transaction', async () => {
    const attempt = inTransaction(pool, async (client) => {
      await client.query('INSERT INTO notes VALUES (1)');
      await killConnections();
      await eventually(() => expect(lost.length).toBeGreaterThan(0));
      await client.query('INSERT INTO notes VALUES (2)');
    });
    await expect(attempt.catch((error: unknown) => isUnavailable(error))).resolves.toBe(true);
    await eventually(async () => expect(await notes()).toBe(0));
  });

  it('fails fast, and recognisably, when nobody listens and when nobody answers', async () => {
    const mute = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => mute.once('listening', resolve));
    const { port } = mute.address() as AddressInfo;
    for (const url of [
      'postgres://postgres@127.0.0.1:1/postgres',
      `postgres://postgres@127.0.0.1:${port}/postgres`,
    ]) {
      const down = createPool({ connectionString: url, connectTimeoutMs: 200 });
      const begun = performance.now();
      const error: unknown = await down.query('SELECT 1').catch((reason: unknown) => reason);
      expect(isUnavailable(error)).toBe(true);
      expect(performance.now() - begun).toBeLessThan(2_000);
      await down.end();
    }
    mute.close();
  });

  it('cuts a statement short at its timeout', async () => {
    await expect(pool.query('SELECT pg_sleep(5)')).rejects.toMatchObject({ code: '57014' });
  });

  it.each([undefined, '-c search_path=shop'])(
    'plans once when told to, whatever else its URL asks for',
    async (own) => {
      const url = new URL(database.url);
      if (own !== undefined) url.searchParams.set('options', own);
      const planning = createPool({ connectionString: url.href, planOnce: true });
      const asked = `SELECT current_setting('plan_cache_mode') AS mode, current_setting('search_path') AS path`;
      const { rows } = await planning.query<{ mode: string; path: string }>(asked);
      await planning.end();
      expect(rows[0]?.mode).toBe('force_generic_plan');
      if (own !== undefined) expect(rows[0]?.path).toBe('shop');
    },
  );

  describe('where another holds a lock', () => {
    let patient: Pool;
    beforeAll(() => {
      patient = createPool({ connectionString: database.url, statementTimeoutMs: 2_000 });
    });
    afterAll(() => patient.end());

    it('gets it once the server has ended a transaction whose client went silent', async () => {
      await pool.query('INSERT INTO notes VALUES (1)');
      const silent = await patient.connect();
      await silent.query('BEGIN');
      await silent.query('SELECT FROM notes WHERE id = 1 FOR UPDATE');
      expect((await patient.query('UPDATE notes SET id = 2 WHERE id = 1')).rowCount).toBe(1);
      const error: unknown = await silent.query('COMMIT').catch((reason: unknown) => reason);
      expect(isUnavailable(error)).toBe(true);
      silent.release(true);
    });

    it('tells a wait that lasts too long from a statement that does', async () => {
      await pool.query('INSERT INTO notes VALUES (1)');
      const holder = new Client({ connectionString: database.url });
      await holder.connect();
      await holder.query('BEGIN');
      await holder.query('SELECT FROM notes WHERE id = 1 FOR UPDATE');
      const error: unknown = await patient.query('DELETE FROM notes').catch((reason: unknown) => reason);
      await holder.end();
      expect(error).toMatchObject({ code: '55P03' });
      expect(isUnavailable(error)).toBe(true);
    });
  });

  describe('that is not let in', () => {
    const asked = async (change: (url: URL) => URL): Promise<unknown> => {
      const outside = createPool({ connectionString: change(new URL(database.url)).href });
      const error: unknown = await outside.query('SELECT 1').catch((reason: unknown) => reason);
      await outside.end();
      return error;
    };

    it.each([
      [
        'an unknown role',
        /^28(000|P01)$/,
        (url: URL) => Object.assign(url, { username: 'nobody', password: 'x' }),
      ],
      ['an unknown database', /^3D000$/, (url: URL) => Object.assign(url, { pathname: '/nowhere' })],
      [
        'a database that takes no connections',
        /^55000$/,
        (url: URL) => Object.assign(url, { pathname: '/template0' }),
      ],
    ])('says so of %s, as of a database that is away', async (_what, code, change) => {
      const error = await asked(change);
      expect(error).toBeInstanceOf(ConnectionFailedError);
      const { cause } = error as ConnectionFailedError & { cause: { code: string } };
      expect(cause.code).toMatch(code);
      expect(isUnavailable(error)).toBe(true);
    });

    it('is away once it is closed', async () => {
      const closed = createPool({ connectionString: database.url });
      await closed.end();
      const error: unknown = await closed.query('SELECT 1').catch((reason: unknown) => reason);
      expect(isUnavailable(error)).toBe(true);
    });

    it('waits for rights that were taken from it, and for no table that is missing', async () => {
      const attempt = (statement: string) =>
        inTransaction(pool, async (client) => {
          await client.query('SET LOCAL ROLE pg_monitor');
          await client.query(statement);
        }).catch((reason: unknown) => reason);
      const denied = await attempt('SELECT * FROM notes');
      expect(denied).toMatchObject({ code: '42501' });
      expect(isUnavailable(denied)).toBe(true);
      const missing = await attempt('SELECT * FROM nothing');
      expect(missing).toMatchObject({ code: '42P01' });
      expect(isUnavailable(missing)).toBe(false);
    });
  });

  describe('inTransaction', () => {
    it('commits what the work did and gives back what it returned', async () => {
      const result = await inTransaction(pool, async (client) => {
        await client.query('INSERT INTO notes VALUES (1)');
        return 'done';
      });
      expect(result).toBe('done');
      expect(await notes()).toBe(1);
    });

    it('rolls back and passes on what the work throws', async () => {
      const attempt = inTransaction(pool, async (client) => {
        await client.query('INSERT INTO notes VALUES (1)');
        throw new Error('second thoughts');
      });
      await expect(attempt).rejects.toThrow('second thoughts');
      expect(await notes()).toBe(0);
    });

    it('does not report success when a swallowed failure turned the commit into a rollback', async () => {
      const attempt = inTransaction(pool, async (client) => {
        await client.query('INSERT INTO notes VALUES (1)');
        await client.query('INSERT INTO notes VALUES (1)').catch(() => undefined);
      });
      await expect(attempt).rejects.toThrow(TransactionAbortedError);
      expect(await notes()).toBe(0);
    });

    it('gives every client back, also after failures', async () => {
      const failing = Array.from({ length: 30 }, () =>
        inTransaction(pool, () => Promise.reject(new Error('no'))).catch(() => undefined),
      );
      await Promise.all(failing);
      expect(pool.idleCount).toBe(pool.totalCount);
    });
  });
});
