import { stepsOfOrders } from '../many-orders';
import { daysOf, onTheirDays } from './days';

describe('the days of a log', () => {
  it('hold the same number of events each, whole orders, and end today', () => {
    const [all, perDay] = [1200, 400];
    const parts = [0, 600].flatMap((before) => onTheirDays(stepsOfOrders(600), { before, all, perDay }));
    const now = Date.now();
    const daysAgo = parts.map(({ event }) => Math.round((now - event.recordedAt.getTime()) / 86_400_000));
    expect(daysOf({ all, perDay })).toBe(3);
    expect([2, 1, 0].map((wanted) => daysAgo.filter((each) => each === wanted).length)).toEqual([
      400, 400, 400,
    ]);
    const daysOfOrder = new Map<string, Set<number>>();
    parts.forEach(({ orderId }, index) =>
      daysOfOrder.set(orderId, (daysOfOrder.get(orderId) ?? new Set()).add(daysAgo[index]!)),
    );
    expect([...daysOfOrder.values()].every(({ size }) => size === 1)).toBe(true);
  });
});
