import { send } from '@ordersaga/service-test-kit';
import { eventually } from '@ordersaga/test-kit';
import { openStock, type ShownProduct } from './stock-under-test';

jest.setTimeout(60_000);

interface Problem {
  title: string;
  detail: string;
  errors: { path: string; message: string }[];
}

describe('the catalogue over HTTP', () => {
  let stock: Awaited<ReturnType<typeof openStock>>;
  let url: string;

  beforeAll(async () => {
    stock = await openStock();
    // At once: the empty database must be migrated and seeded by one of them only.
    const [first] = await Promise.all([stock.start(), stock.start()]);
    url = first.url;
  });
  afterAll(() => stock.close());

  const addProduct = (productId: string, quantity = 5) =>
    send('POST', `${url}/products`, { productId, name: productId, unitPrice: 100, quantity });

  it('is seeded once, however many instances start, and tells of each product once', async () => {
    const { status, body } = await send<ShownProduct[]>('GET', `${url}/products`);
    expect(status).toBe(200);
    const full = { currency: 'EUR', reserved: 0, sold: 0 };
    expect(body).toEqual([
      { productId: 'keyboard', name: 'Keyboard', unitPrice: 4990, available: 10, ...full },
      { productId: 'monitor', name: 'Monitor', unitPrice: 24900, available: 5, ...full },
      { productId: 'mouse', name: 'Mouse', unitPrice: 1990, available: 20, ...full },
    ]);
    const announced = await stock.announced();
    expect(announced.map(({ type, key }) => [type, key])).toEqual([
      ['com.ordersaga.product.cataloged.v1', 'keyboard'],
      ['com.ordersaga.product.cataloged.v1', 'monitor'],
      ['com.ordersaga.product.cataloged.v1', 'mouse'],
    ]);
  });

  it('is not seeded again once it has products', async () => {
    await stock.start();
    expect(await stock.announced('mouse')).toHaveLength(1);
  });

  it('takes in a product', async () => {
    const answer = await send('POST', `${url}/products`, {
      productId: 'web-cam.2',
      name: 'Kamera – groß',
      unitPrice: 0,
      quantity: 0,
      currency: 'CHF',
    });
    expect(answer.status).toBe(201);
    expect(answer.headers.get('location')).toBe('/products/web-cam.2');
    const shown = await send('GET', `${url}/products/web-cam.2`);
    expect(shown).toMatchObject({ status: 200, body: answer.body });
    expect(answer.body).toMatchObject({ name: 'Kamera – groß', currency: 'CHF', available: 0 });
    expect(await stock.announced('web-cam.2')).toMatchObject([
      {
        type: 'com.ordersaga.product.cataloged.v1',
        data: { productId: 'web-cam.2', unitPrice: 0, currency: 'CHF', revision: 1 },
      },
    ]);
  });

  it('takes in an id once, also when it is asked twice at once', async () => {
    const answers = await Promise.all([addProduct('twice'), addProduct('twice'), addProduct('twice')]);
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409]);
    expect(await stock.announced('twice')).toHaveLength(1);
  });

  it('names every fault of a body', async () => {
    const { status, headers, body } = await send<Problem>('POST', `${url}/products`, {
      productId: 'no/slash',
      name: '',
      unitPrice: 1.5,
      quantity: -1,
      colour: 'red',
    });
    expect(status).toBe(400);
    expect(headers.get('content-type')).toContain('application/problem+json');
    expect(body.errors.map(({ path }) => path).sort()).toEqual([
      'colour',
      'name',
      'productId',
      'quantity',
      'unitPrice',
    ]);
  });

  it.each([
    [{ productId: 'a'.repeat(101) }],
    [{ productId: '.hidden' }],
    [{ name: 'x'.repeat(201) }],
    [{ name: '  ' }],
    [{ name: 'NUL\u0000' }],
    [{ unitPrice: 1_000_000_001 }],
    [{ unitPrice: '5' }],
    [{ quantity: 1e21 }],
    [{ currency: 'euro' }],
  ])('refuses %j', async (fault) => {
    const fine = { productId: 'fine', name: 'Fine', unitPrice: 1, quantity: 1 };
    const { status, body } = await send<Problem>('POST', `${url}/products`, { ...fine, ...fault });
    expect(status).toBe(400);
    expect(body.errors.map(({ path }) => path)).toEqual(Object.keys(fault));
    expect((await send('GET', `${url}/products/fine`)).status).toBe(404);
  });

  it('does not know other products', async () => {
    for (const id of ['nowhere', 'NUL%00', '%2e%2e', 'a%2Fb'])
      expect((await send('GET', `${url}/products/${id}`)).status).toBe(404);
    expect((await send('PATCH', `${url}/products/nowhere`, { name: 'x' })).status).toBe(404);
    expect((await send('POST', `${url}/products/nowhere/restock`, { quantity: 1 })).status).toBe(404);
  });

  it('changes name and price, and tells what has changed', async () => {
    await addProduct('changing');
    const priced = await send('PATCH', `${url}/products/changing`, { unitPrice: 150 });
    expect(priced).toMatchObject({ status: 200, body: { unitPrice: 150, name: 'changing' } });
    await send('PATCH', `${url}/products/changing`, { name: 'Changed', unitPrice: 150 });
    expect((await send('PATCH', `${url}/products/changing`, {})).status).toBe(200);
    const told = (await stock.announced('changing')).map(({ type, data }) => [type, data['revision']]);
    expect(told).toEqual([
      ['com.ordersaga.product.cataloged.v1', 1],
      ['com.ordersaga.product.price-changed.v1', 2],
      ['com.ordersaga.product.cataloged.v1', 3],
    ]);
  });

  it('changes nothing for a change that is not valid as a whole', async () => {
    await addProduct('steady');
    const { status } = await send('PATCH', `${url}/products/steady`, { unitPrice: 5, name: '' });
    expect(status).toBe(400);
    expect((await send('GET', `${url}/products/steady`)).body).toMatchObject({ unitPrice: 100 });
  });

  it('carries the correlation of a request on to what is told', async () => {
    await send(
      'POST',
      `${url}/products`,
      { productId: 'traced', name: 't', unitPrice: 1, quantity: 1 },
      { 'x-correlation-id': 'from-the-shop' },
    );
    const [message] = await stock.announced('traced');
    expect(message?.headers).toMatchObject({ correlationid: 'from-the-shop', ce_source: '/ordersaga/stock' });
  });

  it('is ready while Postgres and Kafka answer', async () => {
    await eventually(async () => {
      const { status, body } = await send('GET', `${url}/readyz`);
      expect(body).toMatchObject({ dependencies: { postgres: { status: 'up' }, kafka: { status: 'up' } } });
      expect(status).toBe(200);
    });
  });
});
