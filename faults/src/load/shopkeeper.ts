import { setTimeout as pause } from 'node:timers/promises';
import { eventually, type Random } from '@ordersaga/test-kit';
import { persist } from './persist';
import type { Shop } from './shop';

/** What there is to begin with: enough for everybody, for most, and for few. */
const beginning: Readonly<Record<string, number>> = { plenty: 1_000_000, enough: 500, scarce: 10 };

const longestRestMs = 1_000;

/** Changes prices, and brings in new pieces; knows how many there must be. */
export class Shopkeeper {
  /** Pieces brought in, by product; how many of them Stock has never clearly answered for. */
  private readonly pieces = new Map(Object.entries(beginning));
  private readonly unclear = new Map<string, number>();
  private deliveries = 0;

  constructor(
    private readonly shop: Shop,
    private readonly random: Random,
  ) {}

  /** Fills the catalogue, and waits until Order knows it. */
  async open(): Promise<void> {
    for (const [productId, quantity] of Object.entries(beginning)) {
      const body = { productId, name: productId, unitPrice: 1_250, quantity };
      const { status } = await this.shop.call({ method: 'POST', url: `${this.stockUrl()}/products`, body });
      if (status !== 201) throw new Error(`Stock answered ${status} to a new product`);
    }
    for (const url of this.shop.options.orderUrls)
      await eventually(
        async () => {
          const { body } = await this.shop.call({ method: 'GET', url: `${url}/products` });
          const known = (body as { productId: string }[]).map(({ productId }) => productId);
          const missing = Object.keys(beginning).filter((productId) => !known.includes(productId));
          if (missing.length > 0) throw new Error(`Order does not know ${missing.join(', ')}`);
        },
        { within: 30_000, every: 100 },
      );
  }

  /** Goes on until the shop closes. */
  async work(closing: AbortSignal): Promise<void> {
    while (!closing.aborted) {
      if (this.random.chance(0.5)) await this.restock();
      else await this.changePrice();
      await pause(this.random.upTo(longestRestMs), undefined, { signal: this.shop.options.signal });
    }
  }

  /** What is wrong with the pieces, a product a line. */
  async miscounts(): Promise<string[]> {
    const wrong: string[] = [];
    for (const [productId, expected] of this.pieces) {
      const url = `${this.stockUrl()}/products/${productId}`;
      const { body } = await this.shop.call({ method: 'GET', url });
      const { available, reserved, sold } = body as Record<'available' | 'reserved' | 'sold', number>;
      const found = available + reserved + sold;
      if (found < expected || found > expected + (this.unclear.get(productId) ?? 0))
        wrong.push(`of ${productId} ${expected} pieces were brought in, ${found} are there`);
    }
    return wrong;
  }

  private async restock(): Promise<void> {
    const productId = this.random.pick(Object.keys(beginning));
    const quantity = this.random.upTo(10);
    const key = `delivery-${(this.deliveries += 1)}`;
    const { status } = await persist(
      () =>
        this.shop.call({
          method: 'POST',
          url: `${this.stockUrl()}/products/${productId}/restock`,
          body: { quantity },
          headers: { 'idempotency-key': key },
        }),
      this.shop.options.signal,
    );
    const book = status === 200 ? this.pieces : this.unclear;
    book.set(productId, (book.get(productId) ?? 0) + quantity);
  }

  private async changePrice(): Promise<void> {
    const url = `${this.stockUrl()}/products/${this.random.pick(Object.keys(beginning))}`;
    const body = { unitPrice: 1_000 + 10 * this.random.upTo(50) };
    await this.shop.call({ method: 'PATCH', url, body });
  }

  private stockUrl(): string {
    return this.random.pick(this.shop.options.stockUrls);
  }
}
