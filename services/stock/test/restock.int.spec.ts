import { send } from '@ordersaga/service-test-kit';
import { openStock } from './stock-under-test';

jest.setTimeout(60_000);

describe('restocking', () => {
  let stock: Awaited<ReturnType<typeof openStock>>;
  let urls: string[];

  beforeAll(async () => {
    stock = await openStock();
    urls = (await Promise.all([stock.start(), stock.start()])).map(({ url }) => url);
  });
  afterAll(() => stock.close());

  const restock = (productId: string, body: unknown, key?: string, instance = 0) =>
    send(
      'POST',
      `${urls[instance]}/products/${productId}/restock`,
      body,
      key === undefined ? {} : { 'idempotency-key': key },
    );
  const available = async (productId: string) =>
    (await send('GET', `${urls[0]}/products/${productId}`)).body['available'];
  const addProduct = (productId: string) =>
    send('POST', `${urls[0]}/products`, { productId, name: productId, unitPrice: 100, quantity: 5 });

  it('adds to what is available, each time when there is no key', async () => {
    await addProduct('plain');
    await restock('plain', { quantity: 2 });
    const { status, body } = await restock('plain', { quantity: 2 });
    expect(status).toBe(200);
    expect(body).toMatchObject({ productId: 'plain', available: 9 });
    const told = (await stock.announced('plain')).filter(({ type }) => type.includes('restocked'));
    expect(told.map(({ data }) => data)).toEqual([
      { productId: 'plain', quantity: 2, available: 7 },
      { productId: 'plain', quantity: 2, available: 9 },
    ]);
  });

  it('gives the first answer again to the same key, and adds nothing', async () => {
    await addProduct('keyed');
    const first = await restock('keyed', { quantity: 3 }, 'delivery-1');
    await restock('keyed', { quantity: 1 });
    const again = await restock('keyed', { quantity: 3 }, 'delivery-1');
    expect(again).toMatchObject({ status: 200, body: first.body });
    expect(await available('keyed')).toBe(9);
  });

  it('refuses a key that came with another restock', async () => {
    await addProduct('reused');
    await restock('reused', { quantity: 3 }, 'delivery-2');
    expect((await restock('reused', { quantity: 4 }, 'delivery-2')).status).toBe(422);
    expect((await restock('keyed', { quantity: 3 }, 'delivery-2')).status).toBe(422);
    expect(await available('reused')).toBe(8);
  });

  it('restocks once when the same key comes many times at once, to several instances', async () => {
    await addProduct('raced');
    const answers = await Promise.all(
      Array.from({ length: 12 }, (_, at) => restock('raced', { quantity: 7 }, 'delivery-3', at % 2)),
    );
    expect(answers.map(({ status, body }) => [status, body['available']])).toEqual(
      answers.map(() => [200, 12]),
    );
    expect(await available('raced')).toBe(12);
    const told = (await stock.announced('raced')).filter(({ type }) => type.includes('restocked'));
    expect(told).toHaveLength(1);
  });

  it('lets one of two products have a key that comes with both at once', async () => {
    await Promise.all([addProduct('left'), addProduct('right')]);
    const answers = await Promise.all([
      restock('left', { quantity: 1 }, 'delivery-4', 0),
      restock('right', { quantity: 1 }, 'delivery-4', 1),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 422]);
    expect(Number(await available('left')) + Number(await available('right'))).toBe(11);
  });

  it('leaves the key free when there was no such product', async () => {
    expect((await restock('later', { quantity: 1 }, 'delivery-5')).status).toBe(404);
    await addProduct('later');
    expect((await restock('later', { quantity: 1 }, 'delivery-5')).status).toBe(200);
  });

  it.each([[{ quantity: 0 }], [{ quantity: 1.5 }], [{ quantity: 1_000_000_001 }], [{}], [[]], ['{']])(
    'refuses %j',
    async (body) => {
      expect((await restock('keyboard', body)).status).toBe(400);
      expect(await available('keyboard')).toBe(10);
    },
  );

  it('refuses a key that is too long', async () => {
    expect((await restock('keyboard', { quantity: 1 }, 'k'.repeat(256))).status).toBe(400);
  });

  it('loses no restock when many come at once', async () => {
    await addProduct('busy');
    await Promise.all(
      Array.from({ length: 30 }, (_, at) => restock('busy', { quantity: 1 }, undefined, at % 2)),
    );
    expect(await available('busy')).toBe(35);
  });
});
