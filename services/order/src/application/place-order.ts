import type { Cause } from '@ordersaga/contracts';
import { createHash } from 'node:crypto';
import type { RequestedItem } from '../domain/commands';
import { decide } from '../domain/decide';
import type { OrderEvent } from '../domain/events';
import { fold } from '../domain/evolve';
import type { Order } from '../domain/order';
import { OrderRuleError } from '../domain/order-errors';
import { IdempotencyKeyReusedError, RequestInProgressError } from './errors';
import type { Catalogue } from './ports/catalogue';
import type { IdempotencyClaims } from './ports/idempotency-claims';
import type { OrderStore } from './ports/order-store';
import type { Surroundings } from './ports/surroundings';
import { recordEvents } from './record-events';

/** What a customer asks for; quantities within their limits, prices are none of the customer's business. */
export interface PlaceOrderRequest {
  readonly customerId: string;
  readonly items: readonly RequestedItem[];
  readonly hold: boolean;
  readonly paymentMethod: string;
}

/** What placing an order needs. */
export interface PlaceOrderPorts {
  readonly catalogue: Catalogue;
  readonly claims: IdempotencyClaims;
  readonly store: OrderStore;
  readonly surroundings: Surroundings;
}

/**
 * Places orders: one query for the prices, one append; with an idempotency key one more statement between them.
 *
 * A key is claimed only for an order that can be placed. The order's id is drawn with the claim and stays tied to the
 * key, and the order is appended to an empty stream only: whoever comes later with the key, after a crash at any
 * point, either finds that order or places it under the same id.
 */
export class PlaceOrderHandler {
  constructor(private readonly ports: PlaceOrderPorts) {}

  /**
   * @param key the caller's idempotency key: an equal request that comes with it again gets the first answer again
   * @returns the order as it was placed, whatever has become of it since
   * @throws OrderRuleError when such an order cannot be placed
   * @throws IdempotencyKeyReusedError, RequestInProgressError
   */
  async place(request: PlaceOrderRequest, cause: Cause, key?: string): Promise<Order> {
    let placed: OrderEvent[];
    try {
      placed = await this.decide(request);
    } catch (refusal) {
      if (key === undefined || !(refusal instanceof OrderRuleError)) throw refusal;
      return this.answerRefused(request, key, refusal);
    }
    const append = (orderId: string): Promise<Order> => this.append(orderId, placed, cause);
    return key === undefined
      ? append(this.ports.surroundings.newId())
      : this.placeOnce({ key, fingerprint: fingerprintOf(request) }, append);
  }

  private async decide(request: PlaceOrderRequest): Promise<OrderEvent[]> {
    const productIds = [...new Set(request.items.map(({ productId }) => productId))];
    const prices = await this.ports.catalogue.pricesOf(productIds);
    return decide(undefined, { type: 'place', ...request, prices });
  }

  private async placeOnce(
    request: { key: string; fingerprint: string },
    append: (orderId: string) => Promise<Order>,
  ): Promise<Order> {
    const drawn = this.ports.surroundings.newId();
    const claim = await this.ports.claims.claim(request, drawn);
    switch (claim.kind) {
      case 'new':
        return this.holding(request.key, () => append(drawn));
      case 'taken-over':
        return this.holding(
          request.key,
          async () => (await this.firstAnswer(claim.orderId)) ?? append(claim.orderId),
        );
      case 'held': {
        const first = await this.firstAnswer(claim.orderId);
        if (first === undefined) throw new RequestInProgressError(claim.heldForMs);
        return first;
      }
      case 'other-request':
        throw new IdempotencyKeyReusedError();
    }
  }

  private async holding(key: string, work: () => Promise<Order>): Promise<Order> {
    try {
      return await work();
    } catch (error) {
      // Best effort: should this fail as well, the claim runs out by itself.
      await this.ports.claims.letGo(key).catch(() => undefined);
      throw error;
    }
  }

  private async append(orderId: string, placed: OrderEvent[], cause: Cause): Promise<Order> {
    const { events, order } = recordEvents(orderId, undefined, placed, cause, this.ports.surroundings);
    const appended = await this.ports.store.append({ orderId, before: undefined, events });
    // Only an equal request can have used this id: it was slow, lost its claim, and made it all the same.
    const answer = appended ? order : await this.firstAnswer(orderId);
    if (answer === undefined) throw new Error(`order ${orderId} could not be placed and does not exist`);
    return answer;
  }

  /** What cannot be placed now may have been placed before: then that is the answer. */
  private async answerRefused(
    request: PlaceOrderRequest,
    key: string,
    refusal: OrderRuleError,
  ): Promise<Order> {
    const known = await this.ports.claims.find(key);
    if (known === undefined) throw refusal;
    if (known.fingerprint !== fingerprintOf(request)) throw new IdempotencyKeyReusedError();
    const first = await this.firstAnswer(known.orderId);
    if (first === undefined) throw refusal;
    return first;
  }

  private async firstAnswer(orderId: string): Promise<Order | undefined> {
    return fold(await this.ports.store.load(orderId, { version: 1 }));
  }
}

/** Two requests are equal when they ask for the same, however their JSON was written. */
function fingerprintOf({ customerId, items, hold, paymentMethod }: PlaceOrderRequest): string {
  const lines = items.map(({ productId, quantity }) => [productId, quantity]);
  return createHash('sha256')
    .update(JSON.stringify([customerId, lines, hold, paymentMethod]))
    .digest('hex');
}
