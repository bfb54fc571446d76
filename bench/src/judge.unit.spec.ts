import { absoluteFigure, relativeFigure } from './judge';

const fast = { name: 'append', unit: 'events/s', target: 2.5, wanted: 'at-least' } as const;
const soon = { name: 'relay-latency', unit: 'ms', target: 1, wanted: 'at-most' } as const;

describe('a relative figure', () => {
  it('is the smallest ratio, with the value and the reference of that very run', () => {
    const pairs = [
      { value: 300, reference: 100 },
      { value: 500, reference: 250 },
      { value: 100, reference: 20 },
    ];
    const figure = relativeFigure(fast, pairs);
    expect(figure).toMatchObject({ value: 500, reference: 250, ratio: 2, met: false, runs: [3, 2, 5] });
  });

  it('is met exactly at its target', () => {
    expect(relativeFigure(fast, [{ value: 250, reference: 100 }]).met).toBe(true);
  });

  it.each([
    { value: 1, reference: 0 },
    { value: NaN, reference: 1 },
  ])('is none without a measurement: %j', (pair) => {
    expect(() => relativeFigure(fast, [pair])).toThrow('no measurements');
  });
});

describe('an absolute figure', () => {
  it('is the smallest value and has no reference', () => {
    const figure = absoluteFigure(soon, [1.2, 0.9, 4]);
    expect(figure).toMatchObject({ value: 0.9, reference: null, ratio: null, met: true });
  });

  it('of what should be small is missed above its target', () => {
    expect(absoluteFigure(soon, [1.01]).met).toBe(false);
  });

  it('is none without a run', () => {
    expect(() => absoluteFigure(soon, [])).toThrow('no measurements: none');
  });
});
