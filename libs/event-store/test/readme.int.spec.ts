import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { freshDatabase, type TestDatabase } from '@ordersaga/test-kit';
import { countOpenings, forgetCustomer, openDoor } from './readme-examples';

const withoutIndent = (text: string): string => text.replaceAll(/^ +/gm, '');

describe('the README', () => {
  let database: TestDatabase;

  beforeAll(async () => (database = await freshDatabase('readme')));
  afterAll(() => database.drop());

  it('shows what is compiled and run here', () => {
    const readme = readFileSync(join(__dirname, '../README.md'), 'utf8');
    const examples = withoutIndent(readFileSync(join(__dirname, 'readme-examples.ts'), 'utf8'));
    const blocks = [...readme.matchAll(/```ts\n([^`]+)```/g)].map(([, block]) => withoutIndent(block ?? ''));
    expect(blocks).toHaveLength(3);
    for (const block of blocks)
      for (const paragraph of block.trim().split('\n\n')) expect(examples).toContain(`${paragraph}\n`);
  });

  it('has examples that do on a bare Postgres what it says', async () => {
    const { pool, store } = await openDoor(database.url);
    try {
      expect((await store.load('door-1')).map(({ type }) => type)).toEqual(['opened']);
      await pool.query('CREATE TABLE openings (count integer)');
      await pool.query('INSERT INTO openings VALUES (0)');
      await countOpenings(store);
      expect((await pool.query('SELECT count FROM openings')).rows).toEqual([{ count: 1 }]);
      expect(await forgetCustomer(pool, Buffer.alloc(32, 7))).toMatchObject({ code: 'subject-forgotten' });
    } finally {
      await pool.end();
    }
  });
});
