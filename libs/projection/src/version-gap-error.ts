/**
 * An order's event came before its predecessor: applying it would lose what lies between. Tried again it may fit (the
 * missing one is on its way); for good it belongs into the dead letter, never skipped in silence.
 */
export class VersionGapError extends Error {
  readonly code = 'version-gap';
  constructor(
    readonly orderId: string,
    /** The order's version as the projection has it, 0 when it knows none. */
    readonly stored: number,
    /** The version that came. */
    readonly received: number,
  ) {
    super(`order ${orderId} is at version ${stored} here, version ${received} came`);
    this.name = 'VersionGapError';
  }
}
