import { sumProduct } from './product-sales';

const counts = [
  { productId: 'mouse', unitPrice: 1990, byOutcome: { open: 1, completed: 2, failed: 0, cancelled: 0 } },
  { productId: 'mouse', unitPrice: 990, byOutcome: { open: 0, completed: 0, failed: 4, cancelled: 0 } },
  { productId: 'mouse', unitPrice: 1990, byOutcome: { open: 0, completed: 3, failed: 0, cancelled: 1 } },
];

describe('the sales of a product', () => {
  it('add the shards up by rising price', () => {
    expect(sumProduct('mouse', counts)).toEqual({
      productId: 'mouse',
      totalQuantity: 11,
      prices: [
        { unitPrice: 990, quantity: 4, byOutcome: { open: 0, completed: 0, failed: 4, cancelled: 0 } },
        { unitPrice: 1990, quantity: 7, byOutcome: { open: 1, completed: 5, failed: 0, cancelled: 1 } },
      ],
    });
  });

  it('count one outcome only when asked, and leave out prices without any', () => {
    expect(sumProduct('mouse', counts, 'completed')).toEqual({
      productId: 'mouse',
      totalQuantity: 5,
      prices: [
        { unitPrice: 1990, quantity: 5, byOutcome: { open: 1, completed: 5, failed: 0, cancelled: 1 } },
      ],
    });
  });

  it('are zero for a product nobody ordered', () => {
    expect(sumProduct('mouse', [])).toEqual({ productId: 'mouse', totalQuantity: 0, prices: [] });
  });
});
