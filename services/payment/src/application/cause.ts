/** What a piece of work belongs to and came from. */
export interface Cause {
  /** One id for everything that follows from one request. */
  readonly correlationId: string;
  /** The id of the message or request that is answered by this work. */
  readonly causationId: string;
  /** W3C trace context. */
  readonly traceparent?: string;
}
