import { createPool } from '@ordersaga/postgres';
import { freshDatabase, type TestDatabase } from '@ordersaga/test-kit';
import * as fc from 'fast-check';
import type { Pool } from 'pg';
import { CatalogueTable } from '../src/adapters/outbound/postgres/catalogue-table';
import { migrateOrderDatabase } from '../src/adapters/outbound/postgres/migrations';
import { mergeChanges, type CatalogueChange } from '../src/application/catalogue-change';

let database: TestDatabase;
let pool: Pool;
let table: CatalogueTable;

beforeAll(async () => {
  database = await freshDatabase('order_catalogue');
  pool = createPool({ connectionString: database.url });
  await migrateOrderDatabase(pool);
  table = new CatalogueTable(pool);
});

afterAll(async () => {
  await pool.end();
  await database.drop();
});

beforeEach(() => pool.query('TRUNCATE catalogue_products'));

const cataloged = (productId: string, revision: number): CatalogueChange => ({
  productId,
  name: { text: `name ${revision}`, revision },
  price: { unitPrice: revision * 100, currency: 'EUR', revision },
});
const repriced = (productId: string, revision: number): CatalogueChange => ({
  productId,
  price: { unitPrice: revision * 100, currency: 'EUR', revision },
});
const shown = (productId: string, name: number, price: number) => ({
  productId,
  name: `name ${name}`,
  unitPrice: price * 100,
  currency: 'EUR',
});

it('knows what was cataloged', async () => {
  await table.update([cataloged('a', 1), cataloged('b', 2)]);
  expect(await table.list()).toEqual([shown('a', 1, 1), shown('b', 2, 2)]);
  expect(await table.pricesOf(['b', 'c'])).toEqual(new Map([['b', { unitPrice: 200, currency: 'EUR' }]]));
});

it('a price that comes before the entry is kept, and the product is known once its entry is', async () => {
  await table.update([repriced('a', 2)]);
  expect(await table.list()).toEqual([]);
  expect(await table.pricesOf(['a'])).toEqual(new Map());
  await table.update([cataloged('a', 1)]);
  expect(await table.list()).toEqual([shown('a', 1, 2)]);
});

it('counts exactly up to the largest amount', async () => {
  const price = { unitPrice: Number.MAX_SAFE_INTEGER, currency: 'EUR', revision: 2 };
  await table.update([{ ...cataloged('a', 1), price }]);
  expect((await table.list())[0]).toMatchObject({ unitPrice: Number.MAX_SAFE_INTEGER });
});

it('reads the same in whatever order, however often and in whatever batches changes come', async () => {
  const steps = fc.uniqueArray(fc.integer({ min: 2, max: 6 }), { minLength: 1, maxLength: 4 });
  await fc.assert(
    fc.asyncProperty(steps, fc.infiniteStream(fc.nat()), async (revisions, noise) => {
      await pool.query('TRUNCATE catalogue_products');
      const changes = [
        cataloged('a', 1),
        ...revisions.map((revision) => (revision % 2 ? cataloged('a', revision) : repriced('a', revision))),
      ];
      const shuffled = [...changes, ...changes]
        .map((change) => ({ change, rank: noise.next().value as number }))
        .sort((x, y) => x.rank - y.rank)
        .map(({ change }) => change);
      const cut = shuffled.length >> 1;
      await table.update(mergeChanges(shuffled.slice(0, cut)));
      await table.update(mergeChanges(shuffled.slice(cut)));
      const name = Math.max(1, ...revisions.filter((revision) => revision % 2));
      expect(await table.list()).toEqual([shown('a', name, Math.max(...revisions))]);
    }),
    { numRuns: 40 },
  );
});
