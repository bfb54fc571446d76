import { freshDatabase, type TestDatabase } from '@ordersaga/test-kit';
import { Client } from 'pg';
import { fillDisk, freeDisk } from '../src/faults/full-disk';

describe('a disk that is full', () => {
  let database: TestDatabase;
  let client: Client;

  beforeAll(async () => {
    database = await freshDatabase('full_disk');
    client = new Client({ connectionString: database.url });
    await client.connect();
    await client.query('CREATE TABLE plain (id int)');
    await client.query('CREATE TABLE parts (id int) PARTITION BY RANGE (id)');
    await client.query('CREATE TABLE part PARTITION OF parts FOR VALUES FROM (0) TO (10)');
    await client.query('CREATE SCHEMA other CREATE TABLE named (id int)');
  });
  afterAll(async () => {
    await client?.end();
    await database?.drop();
  });

  const tables = ['plain', 'parts', 'part', 'other.named'];
  const insertInto = (table: string): Promise<unknown> => client.query(`INSERT INTO ${table} VALUES (1)`);

  it('lets nothing be written, and everything be read, until there is room again', async () => {
    for (const table of tables) await insertInto(table);
    await fillDisk(database.url);
    for (const table of tables) {
      await expect(insertInto(table)).rejects.toMatchObject({ code: '53100' });
      await expect(client.query(`UPDATE ${table} SET id = 2`)).rejects.toMatchObject({ code: '53100' });
      expect((await client.query(`SELECT * FROM ${table}`)).rowCount).toBeGreaterThan(0);
    }
    await freeDisk(database.url);
    for (const table of tables) await insertInto(table);
  });

  it('can be told twice, and waits for who is at work', async () => {
    await client.query('BEGIN');
    await insertInto('plain');
    const filled = fillDisk(database.url);
    await insertInto('plain');
    await client.query('COMMIT');
    await filled;
    await fillDisk(database.url);
    await expect(insertInto('plain')).rejects.toMatchObject({ code: '53100' });
    await freeDisk(database.url);
    await freeDisk(database.url);
    await insertInto('plain');
  });
});
