import { paceOf } from './pace';

describe('the pace of a run', () => {
  it('is that from where a quarter is done to the end', () => {
    const looks = [
      { at: 0, done: 0 },
      { at: 5_000, done: 25 },
      { at: 6_000, done: 60 },
      { at: 7_500, done: 100 },
      { at: 9_000, done: 100 },
    ];
    expect(paceOf(looks, 100)).toBeCloseTo(75 / 2.5);
  });

  it.each([
    ['looked at too late', [{ at: 0, done: 80 }]],
    ['that has not ended', [{ at: 0, done: 30 }]],
    ['never looked at', []],
  ])('is not told of one %s', (_, looks) => {
    expect(() => paceOf([...looks], 100)).toThrow(RangeError);
  });
});
