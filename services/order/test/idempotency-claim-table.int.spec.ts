import { createPool } from '@ordersaga/postgres';
import { freshDatabase, type TestDatabase } from '@ordersaga/test-kit';
import type { Pool } from 'pg';
import { v7 as newId } from 'uuid';
import { IdempotencyClaimTable } from '../src/adapters/outbound/postgres/idempotency-claim-table';
import { migrateOrderDatabase } from '../src/adapters/outbound/postgres/migrations';

let database: TestDatabase;
let pool: Pool;

beforeAll(async () => {
  database = await freshDatabase('order_claims');
  pool = createPool({ connectionString: database.url });
  await migrateOrderDatabase(pool);
});

afterAll(async () => {
  await pool.end();
  await database.drop();
});

const day = 24 * 60 * 60 * 1_000;
const lasting = () => new IdempotencyClaimTable(pool, day);
const expired = () => new IdempotencyClaimTable(pool, 0);
const request = (fingerprint = 'f') => ({ key: newId(), fingerprint });

describe('claiming an idempotency key', () => {
  it('gives a free key to the first who asks, and holds it against the next', async () => {
    const [asked, first] = [request(), newId()];
    expect(await lasting().claim(asked, first)).toEqual({ kind: 'new' });
    expect(await lasting().claim(asked, newId())).toEqual({
      kind: 'held',
      orderId: first,
      heldForMs: expect.any(Number) as number,
    });
  });

  it('gives a free key to one of many who ask at once', async () => {
    const asked = request();
    const ids = Array.from({ length: 20 }, () => newId());
    const claims = await Promise.all(ids.map((id) => lasting().claim(asked, id)));
    const winners = ids.filter((_, index) => claims[index]?.kind === 'new');
    expect(winners).toHaveLength(1);
    const others = claims.filter(({ kind }) => kind !== 'new');
    expect(others).toEqual(
      Array.from(
        { length: 19 },
        () => expect.objectContaining({ kind: 'held', orderId: winners[0] }) as unknown,
      ),
    );
  });

  it('gives the key of a holder whose time is over to one of many, with the order id of the first', async () => {
    const [asked, first] = [request(), newId()];
    await expired().claim(asked, first);
    const claims = await Promise.all(Array.from({ length: 10 }, () => lasting().claim(asked, newId())));
    expect(claims.filter(({ kind }) => kind === 'taken-over')).toEqual([
      { kind: 'taken-over', orderId: first },
    ]);
    expect(claims.filter(({ kind }) => kind === 'held')).toHaveLength(9);
  });

  it('never gives it to another request, not even when the time is over', async () => {
    const [asked, first] = [request(), newId()];
    await expired().claim(asked, first);
    const other = { ...asked, fingerprint: 'other' };
    expect(await lasting().claim(other, newId())).toEqual({ kind: 'other-request' });
    expect(await lasting().find(asked.key)).toEqual({ orderId: first, fingerprint: 'f' });
  });

  it('can be let go before its time is over', async () => {
    const [asked, first] = [request(), newId()];
    await lasting().claim(asked, first);
    await lasting().letGo(asked.key);
    expect(await lasting().claim(asked, newId())).toEqual({ kind: 'taken-over', orderId: first });
  });
});

describe('forgetting old keys', () => {
  it('leaves those that are younger', async () => {
    const [old, young] = [request(), request()];
    await lasting().claim(old, newId());
    await pool.query(`UPDATE idempotency_claims SET claimed_at = now() - interval '2 hours' WHERE key = $1`, [
      old.key,
    ]);
    await lasting().claim(young, newId());
    await lasting().forget(60 * 60 * 1_000);
    expect(await lasting().find(old.key)).toBeUndefined();
    expect(await lasting().find(young.key)).toBeDefined();
  });
});
