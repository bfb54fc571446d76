import type { Ledger } from '../ledger';
import { call, type Answer, type Call } from './call';
import type { Answers } from './answers';
import { persist } from './persist';

/** An order as Order answers with it, as far as customers look at it here. */
export interface OrderAnswer {
  readonly orderId: string;
  readonly status: string;
  readonly version: number;
  readonly items: readonly { readonly productId: string; readonly quantity: number }[];
}

/** What a shop is reached by. */
export interface ShopOptions {
  /** The instances of Order, and of Stock. */
  readonly orderUrls: readonly string[];
  readonly stockUrls: readonly string[];
  readonly ledger: Ledger;
  readonly answers: Answers;
  /** Hears of answers that nobody should get. */
  readonly onSurprise: (what: string) => void;
  /** Ends every call at once. */
  readonly signal: AbortSignal;
}

/** Where customers place orders. */
export class Shop {
  private orders = 0;

  constructor(readonly options: ShopOptions) {}

  /**
   * Places an order, again and again under the same key and at one instance after the other, until the answer is clear.
   * @returns undefined when it was refused, or never clear
   */
  async place(order: object): Promise<OrderAnswer | undefined> {
    const { ledger, orderUrls, signal } = this.options;
    const key = `customer-${(this.orders += 1)}`;
    const wish = ledger.wish(key);
    const answer = await persist(
      (n) =>
        this.call({
          method: 'POST',
          url: `${orderUrls[(this.orders + n) % orderUrls.length]}/orders`,
          body: { ...order, customerId: key },
          headers: { 'idempotency-key': key },
        }),
      signal,
    );
    if (answer.status !== 201) return undefined;
    const placed = answer.body as OrderAnswer;
    ledger.accept(wish, placed.orderId);
    return placed;
  }

  /** Makes a call once, and sees whether its answer is one that customers may get. */
  async call(request: Call): Promise<Answer> {
    const { answers, signal, onSurprise } = this.options;
    const answer = await call(request, answers, signal);
    if (answer.status !== undefined && answer.status >= 500 && answer.status !== 503)
      onSurprise(
        `${request.method} ${request.url} was answered ${answer.status}: ${JSON.stringify(answer.body)}`,
      );
    if (answer.status === 503 && answer.retryAfterMs === undefined)
      onSurprise(`${request.method} ${request.url} was answered 503 without Retry-After`);
    return answer;
  }
}
