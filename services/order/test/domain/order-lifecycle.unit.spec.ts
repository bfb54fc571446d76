import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { orderProblem } from '../../src/adapters/inbound/http/order-problems';
import { OrderNotFoundError } from '../../src/application/errors';
import { decide } from '../../src/domain/decide';
import type { OrderEvent } from '../../src/domain/events';
import { evolve, fold } from '../../src/domain/evolve';
import type { Order } from '../../src/domain/order';
import { OrderRuleError } from '../../src/domain/order-errors';
import { commandRows } from './lifecycle/command-table';
import { eventTable, type EventRow } from './lifecycle/event-table';
import { lifecyclePage, rewriteCommand } from './lifecycle/page';
import { refusals } from './lifecycle/refusal-table';
import { given, stateNames, stateOf, type StateName } from './lifecycle/states';
import { eventsAfter, recorded } from './order-scenario';

const page = resolve(__dirname, '../../../../docs/order-lifecycle.md');

/** What a command leads to: the events it records and the order after them, or the error's code and HTTP status. */
function outcomeOf(history: readonly OrderEvent[], command: Parameters<typeof decide>[1]) {
  const order = fold(recorded(history));
  try {
    const events = decide(order, command);
    return { events, state: stateOf(fold(recorded([...history, ...events]))) };
  } catch (error) {
    if (!(error instanceof OrderRuleError)) throw error;
    // Over HTTP an order is looked for before it is asked.
    const seen = order === undefined && command.type !== 'place' ? new OrderNotFoundError() : error;
    return { code: error.code, status: orderProblem(seen)?.status };
  }
}

describe.each(stateNames)('an order that is %s', (state) => {
  const history = eventsAfter(...given[state]);

  it('is', () => {
    expect(stateOf(fold(recorded(history)))).toBe(state);
  });

  it.each(commandRows)('$command.type by $asked', ({ command, cells }) => {
    const cell = cells[state];
    const outcome = outcomeOf(history, command);
    if (cell.kind === 'event') expect(outcome).toEqual({ events: [cell.event], state: cell.to });
    else if (cell.kind === 'nothing') expect(outcome).toEqual({ events: [], state });
    else
      expect(outcome).toMatchObject({
        code: cell.code,
        ...(cell.status === undefined ? {} : { status: cell.status }),
      });
  });
});

describe.each(refusals)('$command.type of $what', ({ states, after = [], command, code, status }) => {
  it.each(states)('is refused by an order that is %s', (state) => {
    expect(outcomeOf(eventsAfter(...given[state], ...after), command)).toEqual({ code, status });
  });
});

describe.each(Object.entries<EventRow>(eventTable))('%s', (type, { leads, changes }) => {
  /** Each case in which the table of commands records this event. */
  const cases = commandRows.flatMap(({ command, cells }) =>
    stateNames.flatMap((from) => {
      const cell = cells[from];
      return cell.kind === 'event' && cell.event.type === type ? [{ from, command, ...cell }] : [];
    }),
  );

  it('happens in these states and no other', () => {
    const found: Partial<Record<StateName, StateName[]>> = {};
    for (const { from, to } of cases) found[from] = [...new Set([...(found[from] ?? []), to])];
    expect(found).toEqual(leads);
  });

  it.each(cases)('changes nothing else of an order that is $from ($command.type)', ({ from, event }) => {
    const history = eventsAfter(...given[from]);
    const before = fold(recorded(history));
    const happened = recorded([...history, event])[history.length] as ReturnType<typeof recorded>[number];
    const after = evolve(before, happened);
    expect(after).toMatchObject({ version: history.length + 1, updatedAt: happened.recordedAt });
    if (before === undefined) return;
    const own = [...changes, 'version', 'updatedAt'];
    const others = (order: Order) => Object.entries(order).filter(([field]) => !own.includes(field));
    expect(others(after)).toEqual(others(before));
    for (const field of changes) expect(after[field]).not.toEqual(before[field]);
  });

  if (type !== 'order.placed')
    it('happens to no order that was never placed', () => {
      const event = { ...cases[0]?.event, orderId: 'o', version: 1, recordedAt: new Date() };
      expect(() => evolve(undefined, event as Parameters<typeof evolve>[1])).toThrow(`begins with ${type}`);
    });
});

it('is told by docs/order-lifecycle.md as it is', () => {
  if (process.env.WRITE_DOCS) writeFileSync(page, lifecyclePage());
  const shown = readFileSync(page, 'utf8');
  if (shown !== lifecyclePage())
    throw new Error(`docs/order-lifecycle.md does not tell what the code does: run \`${rewriteCommand}\``);
});
