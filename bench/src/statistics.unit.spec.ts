import fc from 'fast-check';
import { median, percentile } from './statistics';

describe('percentile', () => {
  it.each([
    [0.5, 3],
    [0.99, 5],
    [1, 5],
    [0.2, 1],
    [0.21, 2],
  ])('takes the value that a share of %d does not exceed', (share, expected) => {
    expect(percentile([5, 1, 4, 2, 3], share)).toBe(expected);
  });

  it('sorts as numbers', () => {
    expect(median([10, 9, 100])).toBe(10);
  });

  it('is a value that at least that share does not exceed, and the smallest such', () => {
    const values = fc.array(fc.double({ noNaN: true, min: -1e9, max: 1e9 }), { minLength: 1 });
    fc.assert(
      fc.property(values, fc.double({ min: 0.01, max: 1, noNaN: true }), (all, share) => {
        const found = percentile(all, share);
        const below = all.filter((value) => value < found).length;
        const notAbove = all.filter((value) => value <= found).length;
        expect(all).toContain(found);
        expect(notAbove).toBeGreaterThanOrEqual(all.length * share - 1e-6);
        expect(below).toBeLessThan(all.length * share + 1e-6);
      }),
    );
  });

  it('refuses to say anything about nothing', () => {
    expect(() => median([])).toThrow('nothing was measured');
  });
});
