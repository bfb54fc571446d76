import type { Bench } from '../bench';
import { runCallers } from '../callers';
import { plentyOfStock, productCount, productId, unitPrice } from './sample-orders';

const callers = 16;

/** Puts the products that orders choose from into Stock's catalogue, plenty of each. */
export async function seedProducts(bench: Pick<Bench, 'signal'>, stockUrl: string): Promise<void> {
  await runCallers(bench, { callers, calls: productCount, seconds: 120 }, async (product) => {
    const response = await fetch(`${stockUrl}/products`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        productId: productId(product),
        name: `Product ${product}`,
        unitPrice: unitPrice(product),
        quantity: plentyOfStock,
      }),
    });
    const answer = await response.text();
    if (response.status !== 201)
      throw new Error(`product ${product} was not taken: ${response.status} ${answer}`);
  });
}
