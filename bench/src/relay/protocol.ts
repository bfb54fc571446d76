/** Where a relay under test sends what it has read: to Kafka, or nowhere, which is quicker and for filling only. */
export type Destination = 'kafka' | 'nowhere';

/** What can be asked of the process that relays run in. Each is answered once; see `Answers`. */
export interface Questions {
  /** Starts a relay on an outbox; `relay` names it from then on. */
  start: { relay: string; connectionString: string; destination: Destination };
  /** Waits until so many rows in all were acknowledged to this relay. */
  acknowledged: { relay: string; rows: number };
  /** What was sent to Kafka since the last time this was asked. */
  sends: { relay: string };
  redirect: { relay: string; destination: Destination };
  backlog: { relay: string };
  stop: { relay: string };
}

/** The answers. Times are of the clock that processes share, see `monotonicMs`. */
export interface Answers {
  start: { at: number };
  acknowledged: { at: number };
  sends: readonly Send[];
  redirect: null;
  backlog: { rows: number };
  stop: null;
}

/** One call of the publisher that succeeded. */
export interface Send {
  readonly messageIds: readonly string[];
  /** When the relay, with the rows read, called the publisher. */
  readonly calledAt: number;
  readonly acknowledgedAt: number;
}

/** As it goes to the process. */
export interface Call {
  readonly number: number;
  readonly what: keyof Questions;
  readonly question: Questions[keyof Questions];
}

/** As it comes back. */
export interface Reply {
  readonly number: number;
  readonly answer?: Answers[keyof Answers];
  readonly error?: string;
}
