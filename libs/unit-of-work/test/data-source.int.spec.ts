import { freshDatabase } from '@ordersaga/test-kit';
import { createDataSource } from '../src/data-source';

it('plans once in every session, whatever else its URL asks for', async () => {
  const database = await freshDatabase('data_source');
  const url = new URL(database.url);
  url.searchParams.set('options', '-c search_path=shop');
  const source = createDataSource({ connectionString: url.href, entities: [] });
  await source.initialize();
  const asked = `SELECT current_setting('plan_cache_mode') AS mode, current_setting('search_path') AS path`;
  expect(await source.query(asked)).toEqual([{ mode: 'force_generic_plan', path: 'shop' }]);
  await source.destroy();
  await database.drop();
});
