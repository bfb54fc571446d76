import {
  appendToOutbox,
  createOutboxHint,
  createRelay,
  outboxMigrations,
  type RelayRecord,
} from '@ordersaga/outbox';
import { createPool, migrate } from '@ordersaga/postgres';
import { eventually, securedStackRuns, startSecuredStack, type SecuredStack } from '@ordersaga/test-kit';
import { openEntityStore } from '../src';

jest.setTimeout(120_000);

const askSession = 'SELECT ssl, client_dn FROM pg_stat_ssl WHERE pid = pg_backend_pid()';

(securedStackRuns(['postgres']) ? describe : describe.skip)(
  'a Postgres that wants TLS, a certificate and a password',
  () => {
    let secured: SecuredStack;
    let url: string;

    const changed = (change: (url: URL) => void): string => {
      const other = new URL(url);
      change(other);
      return other.href;
    };

    beforeAll(async () => {
      secured = await startSecuredStack(['postgres']);
      url = secured.components.postgres.url;
    });
    afterAll(() => secured?.stop());

    it('is reached by a pool, whether it plans once or not', async () => {
      for (const planOnce of [false, true]) {
        const pool = createPool({ connectionString: url, planOnce });
        const { rows } = await pool.query(askSession);
        expect(rows).toEqual([{ ssl: true, client_dn: '/CN=client' }]);
        await pool.end();
      }
    });

    it('is migrated by URL and by pool, and reached by TypeORM, hints and the relay that listens', async () => {
      await migrate({ connectionString: url, modules: [outboxMigrations] });
      const pool = createPool({ connectionString: url });
      await migrate({ pool, modules: [outboxMigrations] });
      const hint = createOutboxHint({ connectionString: url });
      const store = await openEntityStore({ connectionString: url, entities: [], hint });
      const { rows } = await store.pool.query(askSession);
      expect(rows).toEqual([{ ssl: true, client_dn: '/CN=client' }]);
      const sent: RelayRecord[] = [];
      const relay = createRelay({
        outbox: { name: 'secured', connectionString: url },
        publisher: { publish: (records) => Promise.resolve(void sent.push(...records)) },
        owner: 'secured',
        // Only what it hears wakes it.
        pollMs: 600_000,
      });
      await relay.start();
      await eventually(async () => expect((await relay.status()).active).toBe(true));
      const message = { messageId: 'm', topic: 'orders', key: 'k', headers: {}, payload: {} };
      await appendToOutbox(pool, [message]);
      await eventually(() => {
        hint.notify();
        expect(sent.map(({ key }) => key)).toEqual(['k']);
      });
      await relay.stop();
      await store.close();
      await hint.close();
      await pool.end();
    });

    it.each<[what: string, change: (url: URL) => void, told: RegExp]>([
      [
        'a CA that has not signed its certificate',
        ({ searchParams }) => searchParams.set('sslrootcert', secured.files.strangerCa),
        /cannot connect to Postgres: .*certificate/,
      ],
      [
        'no TLS',
        (it) => (it.search = ''),
        /cannot connect to Postgres: no pg_hba.conf entry .* no encryption/,
      ],
      [
        'no certificate of ours',
        ({ searchParams }) => ['sslcert', 'sslkey'].forEach((name) => searchParams.delete(name)),
        /cannot connect to Postgres: connection requires a valid client certificate/,
      ],
      [
        'a wrong password',
        (it) => (it.password = 'not-this-one'),
        /cannot connect to Postgres: password authentication failed for user "shop"/,
      ],
    ])('with %s is not reached, and why is told', async (_what, change, told) => {
      const connectionString = changed(change);
      const pool = createPool({ connectionString });
      await expect(pool.query('SELECT 1')).rejects.toThrow(told);
      await expect(migrate({ connectionString, modules: [] })).rejects.toThrow(told);
      await expect(openEntityStore({ connectionString, entities: [] })).rejects.toThrow(told);
      await pool.end();
    });
  },
);
