/** How long orders may stay suspended, milliseconds; see `HOLD_TIME_MS` and `SAGA_TIME_LIMIT_MS` of Order. */
export interface Limits {
  /** A held one, from when it was placed. */
  readonly holdTimeMs: number;
  /** Any other, from its last event. */
  readonly sagaTimeLimitMs: number;
}

/** The limits that Order has unless told otherwise. */
export const usualLimits: Limits = { holdTimeMs: 900_000, sagaTimeLimitMs: 600_000 };
