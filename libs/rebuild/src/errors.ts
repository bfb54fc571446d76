import type { RebuildUnderWay } from '@ordersaga/projection';

/** Another rebuild of the same projection is alive. */
export class RebuildUnderWayError extends Error {
  readonly code = 'rebuild-under-way';
  constructor({ by, since, copy }: RebuildUnderWay) {
    super(`a rebuild is under way already: ${by} has been filling copy ${copy} since ${since}`);
    this.name = 'RebuildUnderWayError';
  }
}

/** This rebuild gave no sign of life for so long that another one has taken its place. */
export class RebuildLostError extends Error {
  readonly code = 'rebuild-lost';
  /** @param options the cause: what this rebuild met with, if it did before it noticed */
  constructor(options?: ErrorOptions) {
    super('another rebuild has taken over from this one, which gave no sign of life for a while', options);
    this.name = 'RebuildLostError';
  }
}

/** The live copy knows more of some orders than can be read from the log: the switch would take that away. */
export class LogBehindError extends Error {
  readonly code = 'log-behind';
  constructor(
    /** Ids of orders, the first few. */
    readonly orders: readonly string[],
    readonly count: number,
  ) {
    const more = count > orders.length ? ` and ${count - orders.length} more` : '';
    super(
      `the live copy has versions of ${count} orders that are not in the log, or that this release can't read: ` +
        `${orders.join(', ')}${more}. Was the log restored from a backup, is it another system’s, or written by a newer ` +
        'release? --even-if-less switches all the same',
    );
    this.name = 'LogBehindError';
  }
}

/** Writers went on before the last events were in, again and again. */
export class NotSwitchedError extends Error {
  readonly code = 'not-switched';
  constructor(attempts: number) {
    super(
      `writers were held ${attempts} times, and each time it took too long until the last events were in`,
    );
    this.name = 'NotSwitchedError';
  }
}

/** Whoever asked for the rebuild has called it off. */
export class RebuildInterruptedError extends Error {
  readonly code = 'interrupted';
  constructor() {
    super('interrupted');
    this.name = 'RebuildInterruptedError';
  }
}

/** The log can't be rebuilt from: it is a standby, which may lag behind. */
export class UnusableLogError extends Error {
  readonly code = 'unusable-log';
  constructor(detail: string) {
    super(detail);
    this.name = 'UnusableLogError';
  }
}

/** The log or the projection's store has been away for too long. */
export class GaveUpWaitingError extends Error {
  readonly code = 'gave-up-waiting';
  constructor(patienceMs: number, cause: unknown) {
    super(`waited ${Math.round(patienceMs / 1000)} s in vain: ${(cause as Error).message}`, { cause });
    this.name = 'GaveUpWaitingError';
  }
}
