import type { decide, evolve } from '@ordersaga/order/domain';
import type { decidePayment, recordResult, settle } from '@ordersaga/payment/domain';
import type { decideReservation } from '@ordersaga/stock/domain';
import fc from 'fast-check';
import { assertModel, modelOf } from './assert-model';
import { BrokenStoryError } from './play';
import { BrokenStatementError, type Statement } from './statement';

/** The functions that bugs are planted in, deep inside the services. */
interface Plantable {
  decide: typeof decide;
  evolve: typeof evolve;
  decideReservation: typeof decideReservation;
  decidePayment: typeof decidePayment;
  recordResult: typeof recordResult;
  settle: typeof settle;
}

/** What stands in for a function: made of the real one. */
type Bug = { [N in keyof Plantable]?: (real: Plantable[N]) => Plantable[N] };

/** The bug that is planted now. */
let mockBug: Bug = {};

/** The real module, in which a planted bug takes the place of one function. */
function mockPlantable<N extends keyof Plantable>(name: N, path: string): Record<N, unknown> {
  const real = jest.requireActual<Record<N, Plantable[N]>>(path);
  const stand = (...args: never[]): unknown => {
    const plant = mockBug[name] as ((fn: unknown) => unknown) | undefined;
    const chosen = (plant ? plant(real[name]) : real[name]) as (...all: never[]) => unknown;
    return chosen(...args);
  };
  return { ...real, [name]: stand };
}

// No export lets anyone reach these: a bug replaces a module by its place.
jest.mock('../../services/order/src/domain/decide', () =>
  mockPlantable('decide', '../../services/order/src/domain/decide'),
);
jest.mock('../../services/order/src/domain/evolve', () =>
  mockPlantable('evolve', '../../services/order/src/domain/evolve'),
);
jest.mock('../../services/stock/src/domain/decide-reservation', () =>
  mockPlantable('decideReservation', '../../services/stock/src/domain/decide-reservation'),
);
jest.mock('../../services/payment/src/domain/decide-payment', () =>
  mockPlantable('decidePayment', '../../services/payment/src/domain/decide-payment'),
);
jest.mock('../../services/payment/src/domain/record-result', () =>
  mockPlantable('recordResult', '../../services/payment/src/domain/record-result'),
);
jest.mock('../../services/payment/src/domain/settle', () =>
  mockPlantable('settle', '../../services/payment/src/domain/settle'),
);

/** Bugs that a duplicate is not needed for, and the statements they break. */
const bugs: [what: string, breaks: Statement[], bug: Bug][] = [
  [
    'Order takes an answer to an older revision for one to the current',
    [2, 3],
    {
      decide: (real) => (order, command) =>
        real(order, order && 'revision' in command ? { ...command, revision: order.revision } : command),
    },
  ],
  [
    'Order decides again once it is decided',
    [1],
    {
      decide: (real) => (order, command) =>
        real(order && command.type.startsWith('note-') ? { ...order, status: 'suspended' } : order, command),
    },
  ],
  [
    'Order does not raise the revision when items change',
    [1, 2, 3],
    {
      decide: (real) => (order, command) =>
        real(order, command).map((event) =>
          order && event.type === 'order.items-changed'
            ? { ...event, data: { ...event.data, revision: order.revision } }
            : event,
        ),
    },
  ],
  [
    'Order lets a deadline pass',
    [1],
    { decide: (real) => (order, command) => (command.type === 'note-deadline' ? [] : real(order, command)) },
  ],
  [
    'Order forgets that the total has changed',
    [2, 3, 4, 5],
    {
      evolve: (real) => (order, event) => {
        const after = real(order, event);
        return order && event.type === 'order.items-changed' ? { ...after, total: order.total } : after;
      },
    },
  ],
  [
    'Stock keeps what a failed order had',
    [2],
    {
      decideReservation:
        (real) =>
        (command, ...rest) =>
          command.kind === 'give-back' ? { products: [], events: [] } : real(command, ...rest),
    },
  ],
  [
    'Stock takes all again in place of the difference',
    [2],
    {
      decideReservation: (real) => (command, held, product) => real(command, { ...held, lines: [] }, product),
    },
  ],
  [
    'Payment keeps a charge that went through after the order was closed',
    [3],
    { settle: (real) => (payment) => (payment.closed ? { payment, events: [] } : real(payment)) },
  ],
  [
    'Payment does not wait for the confirmation',
    [3],
    {
      settle: (real) => (payment) =>
        real(payment.target ? { ...payment, target: { ...payment.target, hold: false } } : payment),
    },
  ],
  [
    'Payment forgets that an order was closed before its stock was reserved',
    [3],
    {
      decidePayment: (real) => (command, payment) =>
        real(command, command.kind === 'ask-for' ? { ...payment, closed: false } : payment),
    },
  ],
  [
    'Payment makes up a new key when an answer got lost',
    [3],
    {
      recordResult: (real) => (command, before) => {
        const { payment, events } = real(command, before);
        const { pending } = payment;
        if (command.result.kind !== 'failed' || !pending) return { payment, events };
        return { payment: { ...payment, pending: { ...pending, key: `${pending.key}~` } }, events };
      },
    },
  ],
  [
    'Payment books an answer twice that two instances got',
    [3],
    {
      recordResult: (real) => (command, before) =>
        real(command, { ...before, pending: before.pending ?? command.operation }),
    },
  ],
];

/** Bugs that only a message's second coming shows. */
const bugsBehindInboxes: typeof bugs = [
  [
    'Stock sets the lines of an older revision again',
    [2, 6],
    {
      decideReservation: (real) => (command, reservation, product) =>
        real(command, { ...reservation, revision: 0 }, product),
    },
  ],
  [
    'Payment follows an older revision again',
    [1, 3],
    {
      decidePayment: (real) => (command, payment) =>
        real(
          command,
          command.kind === 'ask-for' && payment.target
            ? { ...payment, target: { ...payment.target, revision: 0 } }
            : payment,
        ),
    },
  ],
  [
    'Payment answers a revision again',
    [6],
    {
      decidePayment: (real) => (command, payment) =>
        real(
          command,
          command.kind === 'ask-for' && payment.target?.revision === command.revision
            ? { ...payment, target: null, answeredRevision: command.revision - 1 }
            : payment,
        ),
    },
  ],
];

/** Stories that are enough to find any of them, by far. */
const enough = 500;

/** How the model ends with a bug planted: the statement that it finds broken, or what else went wrong. */
async function found(inboxes: boolean): Promise<unknown> {
  const run = await fc.check(modelOf(inboxes), { numRuns: enough, seed: 1, endOnFailure: true });
  const { errorInstance } = run;
  if (!(errorInstance instanceof BrokenStoryError)) return errorInstance;
  const { cause } = errorInstance;
  return cause instanceof BrokenStatementError ? cause.statement : cause;
}

describe('the model finds a planted bug', () => {
  const environment = { ...process.env };
  afterEach(() => {
    mockBug = {};
    process.env = { ...environment };
  });

  it.each(bugs)('%s', async (_, statements, bug) => {
    mockBug = bug;
    expect(statements).toContain(await found(true));
  });

  it.each(bugsBehindInboxes)('behind an inbox: %s', async (_, statements, bug) => {
    mockBug = bug;
    expect(await found(true)).toBe(null);
    expect(statements).toContain(await found(false));
  });

  it('and prints how to play its story again', async () => {
    mockBug = bugs[0]?.[2] ?? {};
    const first = await complaint();
    const [, seed, path] = /MODEL_SEED=(\S+) MODEL_PATH='(\S*)' npm run model -- -t 'any'$/.exec(first) ?? [];
    Object.assign(process.env, { MODEL_SEED: seed, MODEL_PATH: path });
    const again = await complaint();
    expect(storyIn(again)).toBe(storyIn(first));
    expect(again).toMatch(/^After 1 runs/);
  });
});

/** What the model says when it finds a bug. */
function complaint(): Promise<string> {
  return assertModel('any', true).then(
    () => 'nothing',
    (error: Error) => error.message,
  );
}

function storyIn(text: string): string | undefined {
  return /What happened:[^]*The story: .*/.exec(text)?.[0];
}
