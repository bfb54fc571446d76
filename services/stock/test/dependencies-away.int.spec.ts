import { send } from '@ordersaga/service-test-kit';
import { eventually, openGate } from '@ordersaga/test-kit';
import { openStock, placed } from './stock-under-test';

jest.setTimeout(90_000);

describe('while the database is away', () => {
  it('says so over HTTP, waits with the messages, and goes on once it is back', async () => {
    const stock = await openStock();
    const gate = await openGate(stock.databaseUrl);
    try {
      const { url } = await stock.start({ DATABASE_URL: gate.url });
      await gate.shut();
      const answer = await send('GET', `${url}/products`);
      expect(answer.status).toBe(503);
      expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
      expect((await send('POST', `${url}/products/mouse/restock`, { quantity: 1 })).status).toBe(503);
      const ready = await send('GET', `${url}/readyz`);
      expect(ready).toMatchObject({
        status: 503,
        body: { dependencies: { postgres: { status: 'down' } } },
      });

      await stock.publish(placed('patient', { mouse: 2 }));
      gate.open();
      await eventually(
        async () => {
          expect(await stock.announced('patient')).toHaveLength(1);
          expect((await send('GET', `${url}/readyz`)).status).toBe(200);
        },
        { within: 30_000 },
      );
      expect((await send('GET', `${url}/products/mouse`)).body).toMatchObject({ available: 18, reserved: 2 });
    } finally {
      await stock.close();
      await gate.close();
    }
  });
});

describe('while Kafka is away', () => {
  it('answers HTTP, says what is missing, and stops when told to', async () => {
    const stock = await openStock();
    try {
      const instance = await stock.start({ KAFKA_BROKERS: '127.0.0.1:1' });
      expect((await send('POST', `${instance.url}/products/mouse/restock`, { quantity: 1 })).status).toBe(
        200,
      );
      const ready = await send('GET', `${instance.url}/readyz`);
      expect(ready).toMatchObject({
        status: 503,
        body: { dependencies: { postgres: { status: 'up' }, kafka: { status: 'down' } } },
      });
      await instance.stop();
    } finally {
      await stock.close();
    }
  });
});
