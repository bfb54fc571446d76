import fc from 'fast-check';
import { ChangeOrderHandler, type RequestedChange } from '../src/application/change-order';
import { ConcurrentChangeError, VersionMismatchError } from '../src/application/errors';
import type { OrderChange, StoredOrderEvent } from '../src/application/ports/order-store';
import { recordEvents } from '../src/application/record-events';
import { fold } from '../src/domain/evolve';
import type { Order } from '../src/domain/order';
import { OrderRuleError } from '../src/domain/order-errors';
import { catalogue, eventsAfter, orderId, placing } from './domain/order-scenario';
import { countingSurroundings, InMemoryOrders } from './in-memory-ports';

interface Request {
  readonly change: RequestedChange;
  /** The version it is meant for, if for one. */
  readonly ifMatch: number | undefined;
}

const productId = fc.constantFrom('keyboard', 'mouse', 'import');
const quantity = fc.integer({ min: 1, max: 4 });
const change: fc.Arbitrary<RequestedChange> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ type: fc.constant('add-item' as const), productId, quantity }) },
  { weight: 3, arbitrary: fc.record({ type: fc.constant('remove-item' as const), productId, quantity }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('remove-item' as const), productId }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('confirm' as const) }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('cancel' as const) }) },
);
const ifMatch = fc.option(fc.integer({ min: 1, max: 4 }), { nil: undefined });
const requests = fc.array(fc.record({ change, ifMatch }), { minLength: 1, maxLength: 12 });

/** Orders whose every read and write takes as long as the scheduler likes. */
class ScheduledOrders extends InMemoryOrders {
  constructor(private readonly scheduler: fc.Scheduler) {
    super();
  }

  override async load(id: string): Promise<StoredOrderEvent[]> {
    await this.scheduler.schedule(Promise.resolve(), 'load');
    const events = await super.load(id);
    await this.scheduler.schedule(Promise.resolve(), 'loaded');
    return events;
  }

  override async append(appended: OrderChange): Promise<boolean> {
    await this.scheduler.schedule(Promise.resolve(), 'append');
    const verdict = await super.append(appended);
    await this.scheduler.schedule(Promise.resolve(), 'appended');
    return verdict;
  }
}

/** Sends all requests at once to a held order of two keyboards; each is the causation of what it leads to. */
async function runAll(scheduler: fc.Scheduler, all: readonly Request[]) {
  const surroundings = countingSurroundings();
  const store = new ScheduledOrders(scheduler);
  const handler = new ChangeOrderHandler({
    catalogue: { pricesOf: async () => catalogue, list: async () => [] },
    store,
    surroundings,
  });
  const placed = eventsAfter(placing({ hold: true }));
  const placement = { correlationId: 'c', causationId: 'placement' };
  const first = recordEvents(orderId, undefined, placed, placement, surroundings).events;
  store.streams.set(orderId, [...first]);
  const answers = await scheduler.waitFor(
    Promise.allSettled(
      all.map((request, at) => {
        const isMeant = request.ifMatch === undefined ? undefined : (v: number) => v === request.ifMatch;
        const cause = { correlationId: 'c', causationId: `request-${at}` };
        return handler.change(orderId, request.change, cause, isMeant);
      }),
    ),
  );
  return { answers, events: store.streams.get(orderId) ?? [] };
}

const asked = fc.tuple(fc.scheduler(), requests);

describe('changes of one order that meet in any way', () => {
  it('each take effect exactly once, or not at all and say so', async () => {
    await fc.assert(
      fc.asyncProperty(asked, async ([scheduler, all]) => {
        const { answers, events } = await runAll(scheduler, all);
        const causes = events.slice(1).map(({ cause }) => cause.causationId);
        const granted = answers.flatMap(({ status }, at) =>
          status === 'fulfilled' ? [`request-${at}`] : [],
        );
        expect([...causes].sort()).toEqual([...granted].sort());
        for (const answer of answers) {
          if (answer.status === 'fulfilled') continue;
          const known = [ConcurrentChangeError, VersionMismatchError, OrderRuleError];
          expect(known.some((error) => answer.reason instanceof error)).toBe(true);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('are answered each with the order as it was right after its own', async () => {
    await fc.assert(
      fc.asyncProperty(asked, async ([scheduler, all]) => {
        const { answers, events } = await runAll(scheduler, all);
        const orders = answers.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value] : []));
        const states = events.slice(1).map(({ version }) => fold(events.slice(0, version)) as Order);
        expect([...orders].sort((a, b) => a.version - b.version)).toEqual(states);
      }),
      { numRuns: 300 },
    );
  });

  it('are made at the version they are meant for, and at none else', async () => {
    await fc.assert(
      fc.asyncProperty(asked, async ([scheduler, all]) => {
        const { answers } = await runAll(scheduler, all);
        answers.forEach((answer, at) => {
          const meant = all[at]?.ifMatch;
          if (meant === undefined || answer.status === 'rejected') return;
          expect(answer.value.version).toBe(meant + 1);
        });
      }),
      { numRuns: 300 },
    );
  });
});
