import { freshDatabase, openGate, type Gate, type TestDatabase } from '@ordersaga/test-kit';
import { migrate, onceReachable } from '../src';

describe('the first work on a database', () => {
  let database: TestDatabase;
  let gate: Gate;
  const warnings: string[] = [];
  const logger = { warn: (_fields: object, message: string) => void warnings.push(message) };

  beforeAll(async () => {
    database = await freshDatabase('reachable');
    gate = await openGate(database.url);
  });
  afterAll(async () => {
    await gate?.close();
    await database?.drop();
  });
  beforeEach(() => (warnings.length = 0));

  it('waits for a server that is away', async () => {
    await gate.shut();
    let tries = 0;
    const migrated = onceReachable(() => {
      tries += 1;
      if (tries === 2) gate.open();
      return migrate({ connectionString: gate.url, modules: [] });
    }, logger);
    await migrated;
    expect(tries).toBeGreaterThanOrEqual(2);
    expect(warnings.length).toBe(tries - 1);
  });

  it.each([
    ['a wrong password', (url: URL) => (url.password = 'wrong')],
    ['no such database', (url: URL) => (url.pathname = '/nowhere_at_all')],
  ])('does not wait for %s to become right', async (_what, change) => {
    const url = new URL(database.url);
    change(url);
    const work = onceReachable(() => migrate({ connectionString: url.href, modules: [] }), logger);
    await expect(work).rejects.toThrow();
    expect(warnings).toEqual([]);
  });

  it('does not wait for work that is wrong', async () => {
    const wrong = new Error('wrong');
    await expect(onceReachable(() => Promise.reject(wrong), logger)).rejects.toBe(wrong);
    expect(warnings).toEqual([]);
  });
});
