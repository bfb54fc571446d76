import { setTimeout as pause } from 'node:timers/promises';
import type { Random } from '@ordersaga/test-kit';
import { callOrder, type Answer, type OrderAnswer } from './order-client';

/** What a customer remembers of a visit. */
export interface Visit {
  readonly orderId: string;
  /** Changes of the order that were answered with success. */
  readonly accepted: number;
  /** Answers that no customer should get. */
  readonly surprises: readonly string[];
}

/** What customers meet. */
export interface Shop {
  /** An instance of Order, any of them. */
  readonly orderUrl: (random: Random) => string;
  readonly productIds: readonly string[];
}

type Act = 'add' | 'remove' | 'confirm' | 'cancel' | 'read' | 'change at once';

const methods = ['card-ok', 'card-ok', 'card-ok', 'card-declined', 'card-flaky'];
const acts: readonly Act[] = [
  ...(['add', 'add', 'add', 'remove', 'remove', 'confirm', 'confirm'] as const),
  ...(['read', 'cancel', 'change at once'] as const),
];
/** What may become of a change: made, not there, not now, not at this version, not possible. */
const usual = [200, 404, 409, 412, 422];
const longestThoughtMs = 60;

/** Places an order and does things with it, all of it as the random numbers will have it. */
export async function visit(shop: Shop, random: Random): Promise<Visit> {
  const customer = new RandomCustomer(shop, random);
  await customer.place();
  for (let left = random.upTo(6) - 1; left > 0; left -= 1) {
    if (random.chance(0.5)) await pause(random.upTo(longestThoughtMs));
    await customer.act();
  }
  return customer.visit;
}

class RandomCustomer {
  private order: OrderAnswer | undefined;
  private accepted = 0;
  private readonly surprises: string[] = [];

  constructor(
    private readonly shop: Shop,
    private readonly random: Random,
  ) {}

  get visit(): Visit {
    const { accepted, surprises } = this;
    return { orderId: this.order?.orderId ?? '', accepted, surprises };
  }

  async place(): Promise<void> {
    const { random } = this;
    const body = {
      customerId: `customer-${random.upTo(20)}`,
      items: Array.from({ length: random.upTo(2) }, () => this.someProduct()),
      hold: random.chance(0.5),
      paymentMethod: random.pick(methods),
    };
    const { status, order } = await callOrder(this.shop.orderUrl(random), 'POST', '', { body });
    this.order = order;
    if (status !== 201) this.surprises.push(`placing was answered ${status}`);
  }

  async act(): Promise<void> {
    switch (this.random.pick(acts)) {
      case 'add':
        return this.change('POST', '/items', this.someProduct());
      case 'remove':
        return this.remove();
      case 'confirm':
        return this.change('POST', '/confirm');
      case 'cancel':
        return this.change('POST', '/cancel', { reason: 'changed my mind' });
      case 'read':
        return this.read();
      case 'change at once':
        await Promise.all([this.change('POST', '/items', this.someProduct()), this.remove(), this.read()]);
    }
  }

  private remove(): Promise<void> {
    const { random, order } = this;
    const { productId } = order?.items.length ? random.pick(order.items) : this.someProduct();
    const quantity = random.chance(0.5) ? '' : `?quantity=${random.upTo(2)}`;
    return this.change('DELETE', `/items/${productId}${quantity}`);
  }

  private async read(): Promise<void> {
    const version = this.random.chance(0.3) ? '?version=1' : '';
    await this.call('GET', version, {}, [200]);
  }

  private async change(method: 'POST' | 'DELETE', path: string, body?: object): Promise<void> {
    const version = this.random.chance(0.3) ? this.order?.version : undefined;
    const details = { ...(body && { body }), ...(version !== undefined && { ifMatch: version }) };
    const { status, order } = await this.call(method, path, details, usual);
    if (status !== 200) return;
    this.accepted += 1;
    this.order = order ?? this.order;
  }

  private async call(
    method: 'GET' | 'POST' | 'DELETE',
    path: string,
    details: { readonly body?: object; readonly ifMatch?: number },
    expected: readonly number[],
  ): Promise<Answer> {
    const url = this.shop.orderUrl(this.random);
    const answer = await callOrder(url, method, `/${this.order?.orderId}${path}`, details);
    if (!expected.includes(answer.status))
      this.surprises.push(`${method} ${path} of ${this.order?.orderId} was answered ${answer.status}`);
    return answer;
  }

  private someProduct(): { productId: string; quantity: number } {
    return { productId: this.random.pick(this.shop.productIds), quantity: this.random.upTo(3) };
  }
}
