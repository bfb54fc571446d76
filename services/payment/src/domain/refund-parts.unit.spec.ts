import fc from 'fast-check';
import { refundParts } from './refund-parts';

const charges = [
  { key: 'o:1', amount: 500, reference: 'first' },
  { key: 'o:2', amount: 300 },
];

describe('the parts of a refund', () => {
  it.each([
    ['a part of the oldest charge', 0, 200, [{ key: 'o:1', amount: 200, reference: 'first' }]],
    [
      'what is left of the oldest, then the next',
      200,
      400,
      [
        { key: 'o:1', amount: 300, reference: 'first' },
        { key: 'o:2', amount: 100 },
      ],
    ],
    ['the next alone when the oldest is used up', 500, 300, [{ key: 'o:2', amount: 300 }]],
  ])('are %s', (_, refunded, amount, parts) => {
    expect(refundParts(charges, refunded, amount)).toEqual(parts);
  });

  it('add up, and never take more from a charge than it was, however charges and refunds alternate', () => {
    const step = fc.record({ charge: fc.boolean(), amount: fc.integer({ min: 1, max: 1000 }) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        const made: { key: string; amount: number }[] = [];
        const left = new Map<string, number>();
        let refunded = 0;
        for (const [at, { charge, amount }] of steps.entries()) {
          const net = [...left.values()].reduce((sum, one) => sum + one, 0);
          const key = `o:${at}`;
          if (charge || net === 0) {
            made.push({ key, amount });
            left.set(key, amount);
            continue;
          }
          const back = Math.min(amount, net);
          const parts = refundParts(made, refunded, back);
          expect(parts.reduce((sum, part) => sum + part.amount, 0)).toBe(back);
          for (const part of parts) left.set(part.key, (left.get(part.key) ?? 0) - part.amount);
          expect(Math.min(...left.values())).toBeGreaterThanOrEqual(0);
          refunded += back;
        }
      }),
    );
  });
});
