import type { NoteDeadline } from '../domain/commands';
import { deadlineOf, type DeadlineLimits } from '../domain/deadline';
import { askOrders, type Ask, type AskPorts } from './ask-orders';
import type { Deadlines, DeadlineScope, DueDeadline } from './ports/deadlines';

/** What reacting to deadlines needs. */
export interface DeadlinePorts extends AskPorts {
  readonly deadlines: Deadlines;
  readonly limits: DeadlineLimits;
  /** Whether an error means that nothing can be done just now, whichever deadline it is. */
  readonly isUnavailable: (error: unknown) => boolean;
}

/** Most deadlines in one transaction. */
const batch = 500;

/**
 * Decides about orders whose deadline has come, round after round. An order that cannot be decided about must not hold
 * up the others: after a failure rounds are halved, down to the one deadline that fails, which is put off.
 */
export class DeadlineReactions {
  private most = batch;

  constructor(private readonly ports: DeadlinePorts) {}

  /**
   * One transaction.
   * @returns whether there may be more to do at once
   * @throws what `isUnavailable` says yes to
   */
  async round(): Promise<boolean> {
    const { deadlines, isUnavailable } = this.ports;
    const most = this.most;
    let taken: readonly DueDeadline[] = [];
    try {
      const count = await deadlines.takeDue(most, (due, scope) => {
        taken = due;
        return reactToDeadlines(this.ports, due, scope);
      });
      this.most = Math.min(batch, most * 2);
      return count === most;
    } catch (error) {
      const [first] = taken;
      if (first === undefined || isUnavailable(error)) throw error;
      this.most = Math.ceil(taken.length / 2);
      if (taken.length === 1) await this.putOff(first, error);
      return true;
    }
  }

  private async putOff({ id, orderId }: DueDeadline, error: unknown): Promise<void> {
    const { deadlines, journal } = this.ports;
    journal.warn(
      { err: error, orderId },
      'the deadline of an order could not be dealt with, it will come again',
    );
    await deadlines.putOff(id, error);
  }
}

/**
 * Lets orders whose deadline has come fail. Those that have their outcome stay as they are; those that have more time,
 * for they moved on or the limits were changed, get their deadline set to then.
 * @throws OrdersKeepChangingError
 */
async function reactToDeadlines(
  ports: DeadlinePorts,
  due: readonly DueDeadline[],
  scope: DeadlineScope,
): Promise<void> {
  const asks = new Map<string, Ask[]>();
  for (const deadline of due)
    asks.set(deadline.orderId, [...(asks.get(deadline.orderId) ?? []), askAbout(ports, deadline)]);
  const orders = await askOrders(ports, scope, asks);
  const later = [...asks].flatMap(([orderId, [ask]]) => {
    const order = orders.get(orderId);
    const deadline = order && deadlineOf(order, ports.limits);
    return deadline && ask ? [{ orderId, deadline, cause: ask.cause }] : [];
  });
  if (later.length > 0) await scope.set(later);
}

function askAbout({ surroundings, limits }: DeadlinePorts, due: DueDeadline): Ask {
  const { id, at, correlationId, traceparent } = due;
  const now = surroundings.now();
  // Who keeps the deadline says that it has come; a clock of ours that is behind must not put it off for nothing.
  const command: NoteDeadline = { type: 'note-deadline', now: now < at ? at : now, limits };
  const trace = traceparent === undefined ? {} : { traceparent };
  return { command, cause: { correlationId, causationId: id, actor: 'deadline', ...trace } };
}
