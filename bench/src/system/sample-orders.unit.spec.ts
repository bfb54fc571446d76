import fc from 'fast-check';
import { piecesOf, productCount, productId, sampleOrder } from './sample-orders';

describe('a sample order', () => {
  const known = new Set(Array.from({ length: productCount }, (_, product) => productId(product)));

  it('has one piece each of as many different products as its number says', () => {
    fc.assert(
      fc.property(fc.nat(), (number) => {
        const { items } = sampleOrder(number);
        expect(new Set(items.map((item) => item.productId)).size).toBe(piecesOf(number));
        expect(items.every((item) => item.quantity === 1 && known.has(item.productId))).toBe(true);
      }),
    );
  });
});
