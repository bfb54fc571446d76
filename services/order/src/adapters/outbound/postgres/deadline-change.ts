import { v5 as uuidV5 } from 'uuid';
import type { OrderDeadline } from '../../../application/ports/deadlines';
import type { OrderChange } from '../../../application/ports/order-store';
import { deadlineOf, type Deadline, type DeadlineLimits } from '../../../domain/deadline';
import { fold } from '../../../domain/evolve';

/** What `set_deadlines` takes: a job to be dropped, one to be kept, or both. */
export interface DeadlineChange {
  readonly drops?: string;
  readonly keeps?: string;
  readonly at?: Date;
  readonly data?: DeadlineData;
}

/** What the job of a deadline carries. */
export interface DeadlineData {
  readonly orderId: string;
  readonly at: string;
  readonly correlationId: string;
  readonly traceparent?: string;
}

/**
 * The id of the job that stands for a deadline follows from it: whoever ends the deadline can drop the job without
 * having looked for it, and keeping a deadline twice keeps one job.
 */
export function deadlineJobId(orderId: string, { kind, at }: Deadline): string {
  return uuidV5(`${kind} ${at.toISOString()}`, orderId);
}

/** What a change of an order does to its deadline; undefined when that stays as it is. */
export function deadlineChange(
  { orderId, before, events }: OrderChange,
  limits: DeadlineLimits,
): DeadlineChange | undefined {
  const order = fold(events, before);
  const last = events.at(-1);
  const [old, next] = [before && deadlineOf(before, limits), order && deadlineOf(order, limits)];
  const drops = old && deadlineJobId(orderId, old);
  const kept = next && last && keeping({ orderId, deadline: next, cause: last.cause });
  if (drops === kept?.keeps) return undefined;
  return { ...(drops === undefined ? {} : { drops }), ...kept };
}

/** The job to keep for a deadline. */
export function keeping({ orderId, deadline, cause }: OrderDeadline): DeadlineChange {
  const { correlationId, traceparent } = cause;
  const trace = traceparent === undefined ? {} : { traceparent };
  return {
    keeps: deadlineJobId(orderId, deadline),
    at: deadline.at,
    data: { orderId, at: deadline.at.toISOString(), correlationId, ...trace },
  };
}
