import * as fc from 'fast-check';
import type { NoteDeadline, OrderCommand } from '../../src/domain/commands';
import { deadlineOf, usualLimits, type DeadlineLimits } from '../../src/domain/deadline';
import { decide } from '../../src/domain/decide';
import { evolve } from '../../src/domain/evolve';
import { catalogue, eventsAfter, orderAfter, placing, recorded } from './order-scenario';

const limits: DeadlineLimits = { holdTimeMs: 60_000, sagaTimeLimitMs: 20_000 };
/** Events of these scenarios are recorded a second apart, the first one at noon. */
const noon = Date.UTC(2026, 0, 1, 12);
const after = (ms: number): Date => new Date(noon + ms);
const noted = (ms: number): NoteDeadline => ({ type: 'note-deadline', now: after(ms), limits });

const held = placing({ hold: true });
const add: OrderCommand = {
  type: 'add-item',
  productId: 'mouse',
  quantity: 1,
  price: catalogue.get('mouse'),
};
const confirm: OrderCommand = { type: 'confirm' };
const outcomes: OrderCommand[] = [
  { type: 'cancel' },
  { type: 'note-payment-completed', revision: 1 },
  { type: 'note-payment-declined', revision: 1 },
  { type: 'note-stock-rejected', revision: 1, shortages: [] },
];

describe('the deadline of an order', () => {
  it.each<[string, OrderCommand[], ReturnType<typeof deadlineOf>]>([
    ['a held one: the hold time from its placing', [held], { kind: 'hold', at: after(60_000) }],
    ['a held one whose items changed: the same', [held, add, add], { kind: 'hold', at: after(60_000) }],
    ['a confirmed one: the saga’s, from then on', [held, confirm], { kind: 'saga', at: after(21_000) }],
    ['one that is not held: the saga’s', [placing()], { kind: 'saga', at: after(20_000) }],
    ['one whose items changed: from then on', [placing(), add], { kind: 'saga', at: after(21_000) }],
  ])('%s', (_what, commands, expected) => {
    expect(deadlineOf(orderAfter(...commands), limits)).toEqual(expected);
  });

  it.each(outcomes.map((outcome) => [outcome.type, outcome] as const))(
    'is none after %s',
    (_type, outcome) => {
      expect(deadlineOf(orderAfter(placing(), outcome), limits)).toBeUndefined();
    },
  );

  it('is a quarter of an hour for a confirmation and ten minutes for the saga unless told otherwise', () => {
    expect(usualLimits).toEqual({ holdTimeMs: 15 * 60_000, sagaTimeLimitMs: 10 * 60_000 });
  });
});

describe('a deadline that is noted', () => {
  const failed = (reason: string, detail: string, revision = 1) => [
    { type: 'order.failed', data: { revision, reason, detail } },
  ];

  it('fails a held order that nobody confirmed', () => {
    expect(eventsAfter(held, noted(60_000)).slice(1)).toEqual(
      failed('expired', 'not confirmed by 2026-01-01T12:01:00.000Z'),
    );
  });

  it('fails an order that nobody decided', () => {
    expect(eventsAfter(placing(), add, noted(21_000)).slice(2)).toEqual(
      failed('timed-out', 'not decided by 2026-01-01T12:00:21.000Z', 2),
    );
  });

  it.each<[string, OrderCommand[]]>([
    ['too early for the hold time', [held, noted(59_999)]],
    ['too early for the saga', [placing(), noted(19_999)]],
    ['late for the saga, of a held order', [held, noted(30_000)]],
    ['late for the hold time before it was confirmed', [held, confirm, noted(20_999)]],
    ['late for the saga before the items changed', [placing(), add, noted(20_500)]],
    ...outcomes.map((outcome): [string, OrderCommand[]] => [
      `after ${outcome.type}`,
      [placing(), outcome, noted(9e9)],
    ]),
  ])('changes nothing when it is %s', (_what, commands) => {
    expect(eventsAfter(...commands)).toEqual(eventsAfter(...commands.slice(0, -1)));
  });

  it('counts once', () => {
    expect(eventsAfter(held, noted(60_000), noted(70_000))).toHaveLength(2);
  });
});

it('whatever happened before, an order fails exactly when its deadline is reached, and then has none', () => {
  const step = fc.constantFrom<OrderCommand>(add, confirm, ...outcomes);
  const times = fc.integer({ min: 1, max: 100_000 });
  fc.assert(
    fc.property(
      fc.boolean(),
      fc.array(step, { maxLength: 6 }),
      fc.record({ holdTimeMs: times, sagaTimeLimitMs: times }),
      fc.integer({ min: -1, max: 1 }),
      (hold, steps, anyLimits, offBy) => {
        const order = orderAfter(placing({ hold }), ...steps.filter((_, n) => accepted(hold, steps, n)));
        const deadline = deadlineOf(order, anyLimits);
        const now = new Date((deadline?.at.getTime() ?? noon) + offBy);
        const events = decide(order, { type: 'note-deadline', now, limits: anyLimits });
        expect(events).toHaveLength(deadline !== undefined && offBy >= 0 ? 1 : 0);
        const [next] = recorded(events).map((event) => ({ ...event, version: order.version + 1 }));
        if (next !== undefined) expect(deadlineOf(evolve(order, next), anyLimits)).toBeUndefined();
      },
    ),
  );
});

/** Whether the order takes a step after those that it took before. */
function accepted(hold: boolean, steps: readonly OrderCommand[], n: number): boolean {
  const before = steps.slice(0, n).filter((_, earlier) => accepted(hold, steps, earlier));
  try {
    eventsAfter(placing({ hold }), ...before, steps[n] as OrderCommand);
    return true;
  } catch {
    return false;
  }
}
