import fc from 'fast-check';
import { covers, dayAfter, dayOf, isOver, periodOf, without, type Day, type Period } from './day';

const dayMs = 86_400_000;
const epoch = Date.UTC(2026, 1, 25);
/** Moments about a few days, many of them at a day's first or last millisecond. */
const moment = fc
  .tuple(fc.integer({ min: 0, max: 8 }), fc.constantFrom(-1, 0, 1, dayMs / 2, dayMs - 1))
  .map(([day, ms]) => new Date(epoch + day * dayMs + ms));
const open = fc.option(moment, { nil: undefined });
const period: fc.Arbitrary<Period> = fc
  .record({ from: open, to: open })
  .filter(({ from, to }) => !from || !to || from <= to);
const days = fc.uniqueArray(
  fc.integer({ min: -1, max: 9 }).map((day): Day => dayOf(new Date(epoch + day * dayMs))),
);
const isIn = ({ from, to }: Period, at: Date): boolean => (!from || from <= at) && (!to || at < to);

describe('a day', () => {
  it('begins and ends at midnight UTC', () => {
    expect(dayOf(new Date('2026-02-28T23:59:59.999Z'))).toBe('2026-02-28');
    expect(dayOf(new Date('2026-03-01T00:00:00+01:00'))).toBe('2026-02-28');
    expect(dayAfter('2026-02-28')).toBe('2026-03-01');
    expect(periodOf('2024-02-29')).toEqual({
      from: new Date('2024-02-29T00:00:00Z'),
      to: new Date('2024-03-01T00:00:00Z'),
    });
  });

  it('is over with its last moment', () => {
    expect(isOver('2026-02-28', new Date('2026-02-28T23:59:59.999Z'))).toBe(false);
    expect(isOver('2026-02-28', new Date('2026-03-01T00:00:00Z'))).toBe(true);
    expect(isOver('2026-02-28', new Date('2026-03-01T00:00:00Z'), 1)).toBe(false);
    expect(isOver('2026-02-28', new Date('2026-03-01T00:00:00.001Z'), 1)).toBe(true);
  });
});

describe('a period', () => {
  it('is its whole days and what is left without them, each moment once', () => {
    fc.assert(
      fc.property(period, days, moment, (all, some, at) => {
        const whole = some.filter((day) => covers(all, day));
        const parts = [...whole.map(periodOf), ...without(all, whole)];
        expect(parts.filter((part) => isIn(part, at))).toHaveLength(isIn(all, at) ? 1 : 0);
      }),
      { numRuns: 1_000 },
    );
  });

  it('is left in no more ranges than its days leave gaps, and in no empty one', () => {
    const week = Array.from({ length: 7 }, (_, day) => dayOf(new Date(epoch + day * dayMs)));
    const end = new Date(epoch + 7 * dayMs);
    expect(without({ from: new Date(epoch), to: end }, week)).toEqual([]);
    expect(without({}, week)).toEqual([
      { from: undefined, to: new Date(epoch) },
      { from: end, to: undefined },
    ]);
    expect(without({}, [])).toEqual([{}]);
    expect(without({ from: end, to: end }, [])).toEqual([]);
  });
});
