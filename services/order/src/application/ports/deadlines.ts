import type { Cause } from '@ordersaga/contracts';
import type { Deadline } from '../../domain/deadline';
import type { ReactionScope } from './reactions';

/** A deadline that has come, by the clock of what keeps it. */
export interface DueDeadline {
  readonly id: string;
  readonly orderId: string;
  readonly at: Date;
  /** What the change that set it belonged to. */
  readonly correlationId: string;
  readonly traceparent?: string;
}

/** The deadline of an order, to be kept. */
export interface OrderDeadline {
  readonly orderId: string;
  readonly deadline: Deadline;
  /** What led to it. */
  readonly cause: Pick<Cause, 'correlationId' | 'traceparent'>;
}

/** What may be done about deadlines that have come, all of it in one transaction. */
export interface DeadlineScope extends Pick<ReactionScope, 'loadOrders' | 'append'> {
  /** Keeps deadlines; one that is kept already is not kept twice. */
  set(deadlines: readonly OrderDeadline[]): Promise<void>;
}

/** The deadlines of orders, kept durably. Appending a change of an order keeps its deadline and drops the last one. */
export interface Deadlines {
  /**
   * Works on up to so many deadlines that have come, in one transaction, which nobody else works on meanwhile. They are
   * done with when the work resolves; when it rejects, or its process ends, they come again at once.
   * @returns how many there were; without any, no work is done
   */
  takeDue(
    most: number,
    work: (due: readonly DueDeadline[], scope: DeadlineScope) => Promise<void>,
  ): Promise<number>;
  /** Lets a deadline come again in some seconds only, so that those behind it have their turn. */
  putOff(id: string, reason: unknown): Promise<void>;
}
