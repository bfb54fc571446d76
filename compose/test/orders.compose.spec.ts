import { describeComposed, faults, services } from './composed';
import { Shop } from './shop';

describeComposed('orders at the edge of the composed system', (system) => {
  const shop = new Shop(system);
  const product = `order-${Date.now()}`;

  beforeAll(() => shop.sell(product, 10), 60_000);

  it('complete, and both projections count them', async () => {
    const { orderId, total } = await shop.place(product, 2);
    expect(await shop.decided(orderId)).toMatchObject({ status: 'completed', total: 2500 });
    const { version } = await shop.decided(orderId);

    expect(total).toBe(2500);
    expect(
      await shop.get('sales-projection', `/sales/products/${product}?waitFor=${orderId}@${version}`),
    ).toMatchObject({ totalQuantity: 2, prices: [{ unitPrice: 1250, byOutcome: { completed: 2 } }] });
    const { items } = await shop.get<{ items: object[] }>(
      'success-rate-projection',
      `/orders?waitFor=${orderId}@${version}`,
    );
    expect(items).toContainEqual(expect.objectContaining({ orderId, status: 'completed' }));
    expect(await shop.get('payment', `/payments/${orderId}`)).toMatchObject({ charged: 2500, refunded: 0 });
  }, 90_000);

  it('fail for more than there is, telling how much there is', async () => {
    const { orderId } = await shop.place(product, 500);

    expect(await shop.decided(orderId)).toMatchObject({
      status: 'failed',
      failure: { reason: 'insufficient-stock', shortages: [{ productId: product, requested: 500 }] },
    });
  }, 90_000);

  it('fail when the card is declined, and their stock is available again', async () => {
    const before = await shop.get<{ available: number }>('stock', `/products/${product}`);
    const { orderId } = await shop.place(product, 1, { paymentMethod: 'card-declined' });

    expect(await shop.decided(orderId)).toMatchObject({ failure: { reason: 'payment-declined' } });
    await shop.allDecided();
    await expect(faults(system)).resolves.toEqual([]);
    expect(await shop.get('stock', `/products/${product}`)).toMatchObject({
      available: before.available,
      reserved: 0,
    });
  }, 180_000);

  it('wait while they are held, and are paid once they are confirmed', async () => {
    const { orderId } = await shop.place(product, 1, { hold: true });
    const changed = await shop.send('POST', 'order', `/orders/${orderId}/items`, {
      productId: product,
      quantity: 1,
    });
    expect(changed).toMatchObject({ status: 200, body: { status: 'suspended', hold: true, total: 2500 } });
    expect(await shop.send('POST', 'order', `/orders/${orderId}/confirm`)).toMatchObject({ status: 200 });

    expect(await shop.decided(orderId)).toMatchObject({ status: 'completed', total: 2500 });
  }, 90_000);

  it('are answered by services that are all ready', async () => {
    await shop.ready(...services);
  });
});
