import { eventually } from '@ordersaga/test-kit';
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { ComposedSystem, Published } from '../src';

/** An order as Order answers with it, as far as it is looked at here. */
export interface OrderAnswer {
  readonly orderId: string;
  readonly status: string;
  readonly version: number;
  readonly total: number;
  readonly failure?: { readonly reason: string; readonly shortages?: readonly object[] };
}

/** How long a customer goes on trying, milliseconds: longer than any server here takes to come back. */
const patienceMs = 120_000;

/** The composed system as customers and clerks meet it: over HTTP, at the edge. */
export class Shop {
  constructor(private readonly system: ComposedSystem) {}

  /** Places an order of one line. */
  async place(productId: string, quantity: number, more: object = {}): Promise<OrderAnswer> {
    const { status, body } = await this.send('POST', 'order', '/orders', orderOf(productId, quantity, more));
    expect({ status, body }).toMatchObject({ status: 201 });
    return body as OrderAnswer;
  }

  /**
   * Places an order however often it takes, under one key.
   * @throws Error when an answer says that trying again is no use
   */
  async placeInTheEnd(productId: string): Promise<OrderAnswer> {
    const headers = { 'idempotency-key': randomUUID() };
    const deadline = performance.now() + patienceMs;
    for (;;) {
      const answer = await this.send('POST', 'order', '/orders', orderOf(productId, 1), headers).catch(
        (error: unknown) => ({ status: 0, body: error }),
      );
      if (answer.status === 201) return answer.body as OrderAnswer;
      const passes = answer.status === 0 || answer.status === 409 || answer.status >= 500;
      if (!passes || performance.now() > deadline)
        throw new Error(`POST /orders was answered ${answer.status}: ${JSON.stringify(answer.body)}`);
      await pause(100);
    }
  }

  /** What an order has come to. */
  decided(orderId: string): Promise<OrderAnswer> {
    return eventually(
      async () => {
        const order = await this.get<OrderAnswer>('order', `/orders/${orderId}`);
        expect(order).not.toMatchObject({ status: 'suspended' });
        return order;
      },
      { within: 60_000, every: 50 },
    );
  }

  /** Waits until every order is decided and both projections have counted it. */
  async allDecided(): Promise<void> {
    await eventually(
      async () =>
        expect(await this.get('success-rate-projection', '/success-rate')).toMatchObject({ open: 0 }),
      { within: 120_000, every: 200 },
    );
  }

  /** Waits until services are ready, by their own account. */
  async ready(...services: readonly Published[]): Promise<void> {
    await eventually(
      async () => {
        const answers = services.map((service) => this.send('GET', service, '/readyz'));
        expect((await Promise.all(answers)).filter(({ status }) => status !== 200)).toEqual([]);
      },
      { within: 120_000, every: 250 },
    );
  }

  /** Puts a new product on sale, and waits until Order sells it. */
  async sell(productId: string, quantity: number): Promise<void> {
    const product = { productId, name: productId, unitPrice: 1250, quantity };
    expect(await this.send('POST', 'stock', '/products', product)).toMatchObject({ status: 201 });
    await eventually(
      async () => {
        const known = await this.get<{ productId: string }[]>('order', '/products');
        expect(known.map((one) => one.productId)).toContain(productId);
      },
      { within: 30_000 },
    );
  }

  async get<T>(service: Published, path: string): Promise<T> {
    const { status, body } = await this.send('GET', service, path);
    if (status !== 200) throw new Error(`GET ${path} was answered ${status}: ${JSON.stringify(body)}`);
    return body as T;
  }

  async send(
    method: string,
    service: Published,
    path: string,
    body?: object,
    headers: Record<string, string> = {},
  ): Promise<{ status: number; body: unknown }> {
    const response = await fetch(this.system.url(service) + path, {
      method,
      headers: { ...headers, ...(body && { 'content-type': 'application/json' }) },
      ...(body && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(30_000),
    });
    return { status: response.status, body: await response.json() };
  }
}

/** An order of one line, as it is asked for. */
export function orderOf(productId: string, quantity: number, more: object = {}): object {
  return { customerId: 'customer-1', items: [{ productId, quantity }], ...more };
}
