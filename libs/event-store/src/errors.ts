import { isUnavailable } from '@ordersaga/postgres';
import type { Verdict } from './event';

/** A request that can't be written in any state of the stream. Nothing was sent to the database. */
export class InvalidAppendError extends Error {
  readonly code = 'append-invalid';
  constructor(
    readonly streamId: string,
    detail: string,
    options?: ErrorOptions,
  ) {
    super(`append to stream ${streamId}: ${detail}`, options);
    this.name = 'InvalidAppendError';
  }
}

/**
 * Some of several requests could not be decided: what became of each is told, in their order, after all have ended.
 * Its `cause` is the first reason that waiting does not change, else the first: `isUnavailable` says whether all of it is
 * the database's being away.
 */
export class AppendsFailedError extends Error {
  readonly code = 'appends-failed';
  constructor(readonly outcomes: readonly PromiseSettledResult<Verdict>[]) {
    const reasons = outcomes.flatMap((each) => (each.status === 'rejected' ? [each.reason as unknown] : []));
    const cause = reasons.find((reason) => !isUnavailable(reason)) ?? reasons[0];
    super(`${reasons.length} of ${outcomes.length} appends failed, first: ${(cause as Error).message}`, {
      cause,
    });
    this.name = 'AppendsFailedError';
  }
}

/** A limit of a load that is none: a version that is no whole number, a moment that is no time. */
export class InvalidLimitError extends Error {
  readonly code = 'load-limit-invalid';
  constructor(detail: string) {
    super(`load to a limit: ${detail}`);
    this.name = 'InvalidLimitError';
  }
}
