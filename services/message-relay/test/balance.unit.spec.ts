import { Balance, shuffledPlaces } from '../src/application/balance';

const publishing = (n: number, now?: () => number): Balance => {
  const balance = new Balance(1000, now);
  for (let outbox = 0; outbox < n; outbox += 1) balance.activeChanged(`outbox-${outbox}`, true);
  return balance;
};

describe('the balance between instances', () => {
  it('lets an instance hold back longer the more it publishes, whatever the jitter', () => {
    const [none, one, two] = [0, 1, 2].map((n) => publishing(n).hesitation(0)()) as [number, number, number];
    expect(one).toBeGreaterThan(none);
    expect(two).toBeGreaterThan(one);
  });

  it('spreads the first tries only', () => {
    const hesitation = publishing(0).hesitation(3);
    expect(hesitation()).toBeGreaterThan(400);
    expect(hesitation()).toBeLessThan(50);
  });

  it('gives each outbox its own place', () => {
    expect(shuffledPlaces(5).sort()).toEqual([0, 1, 2, 3, 4]);
  });

  it('hands over to an instance that publishes at least two less, for else they would only change places', () => {
    expect(publishing(2).mayYieldTo(0)).toBe(true);
    expect(publishing(2).mayYieldTo(1)).toBe(false);
    expect(publishing(1).mayYieldTo(0)).toBe(false);
  });

  it('hands over one at a time', () => {
    let now = 0;
    const balance = publishing(6, () => now);
    expect(balance.mayYieldTo(0)).toBe(true);
    expect(balance.mayYieldTo(0)).toBe(false);
    now = 1000;
    expect(balance.mayYieldTo(0)).toBe(true);
  });

  it('counts what it gave up', () => {
    const balance = publishing(3);
    balance.activeChanged('outbox-0', false);
    balance.activeChanged('outbox-0', false);
    expect(balance.load()).toBe(2);
  });
});
