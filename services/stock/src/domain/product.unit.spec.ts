import { catalogProduct, changeEntry, restock, type Product } from './product';

const mouse: Product = {
  productId: 'mouse',
  name: 'Mouse',
  unitPrice: 1990,
  currency: 'EUR',
  revision: 1,
  initial: 20,
  restocked: 0,
  available: 15,
  reserved: 3,
  sold: 2,
};

describe('a product', () => {
  it('enters the catalogue with all of its stock available', () => {
    const { product, events } = catalogProduct({
      productId: 'pad',
      name: 'Pad',
      unitPrice: 500,
      currency: 'EUR',
      quantity: 7,
    });
    expect(product).toMatchObject({
      revision: 1,
      initial: 7,
      restocked: 0,
      available: 7,
      reserved: 0,
      sold: 0,
    });
    expect(events).toEqual([
      {
        type: 'com.ordersaga.product.cataloged.v1',
        data: { productId: 'pad', name: 'Pad', unitPrice: 500, currency: 'EUR', revision: 1 },
      },
    ]);
  });

  it('tells a new price under a new revision', () => {
    const { product, events } = changeEntry(mouse, { unitPrice: 2090 });
    expect(product).toEqual({ ...mouse, unitPrice: 2090, revision: 2 });
    expect(events).toEqual([
      {
        type: 'com.ordersaga.product.price-changed.v1',
        data: { productId: 'mouse', unitPrice: 2090, currency: 'EUR', revision: 2 },
      },
    ]);
  });

  it('tells a new name as the whole entry', () => {
    const { product, events } = changeEntry(mouse, { name: 'Silent mouse' });
    expect(product).toEqual({ ...mouse, name: 'Silent mouse', revision: 2 });
    expect(events).toEqual([
      {
        type: 'com.ordersaga.product.cataloged.v1',
        data: { productId: 'mouse', name: 'Silent mouse', unitPrice: 1990, currency: 'EUR', revision: 2 },
      },
    ]);
  });

  it('gives name and price a revision each when both change, so that neither event hides the other', () => {
    const { product, events } = changeEntry(mouse, { name: 'Silent mouse', unitPrice: 0 });
    expect(product.revision).toBe(3);
    expect(events.map(({ data }) => ('revision' in data ? data.revision : undefined))).toEqual([2, 3]);
  });

  it('stays as it is when the entry already says so', () => {
    const decision = changeEntry(mouse, { name: 'Mouse', unitPrice: 1990 });
    expect(decision).toEqual({ product: mouse, events: [] });
  });

  it('takes in new stock', () => {
    const { product, events } = restock(mouse, 10);
    expect(product).toEqual({ ...mouse, restocked: 10, available: 25 });
    expect(events).toEqual([
      {
        type: 'com.ordersaga.product.restocked.v1',
        data: { productId: 'mouse', quantity: 10, available: 25 },
      },
    ]);
  });
});
