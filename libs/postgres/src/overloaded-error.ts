/**
 * More is wanted of the database than it gets done: this was turned away before anything of it was sent, so it may be
 * tried again later. `isUnavailable` recognises it.
 */
export class OverloadedError extends Error {
  readonly code = 'DATABASE_OVERLOADED';
  override readonly name = 'OverloadedError';

  constructor(detail: string) {
    super(`the database cannot keep up: ${detail}`);
  }
}
