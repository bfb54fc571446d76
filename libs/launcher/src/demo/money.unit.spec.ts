import { money } from './money';

describe('money', () => {
  it.each([
    [11_970, 'EUR', '119.70 EUR'],
    [0, 'EUR', '0.00 EUR'],
    [500, 'JPY', '500 JPY'],
  ])('writes %i minor units of %s as %s', (amount, currency, text) => {
    expect(money(amount, currency)).toBe(text);
  });
});
