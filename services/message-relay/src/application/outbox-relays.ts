/** The relay of one outbox, as this service sees it. */
export interface OutboxRelay {
  readonly name: string;
  start(): Promise<void>;
  stop(): Promise<void>;
  /** @throws when the outbox's database cannot be asked */
  status(): Promise<OutboxState>;
}

/** The state of an outbox; ages in milliseconds. */
export interface OutboxState {
  readonly backlog: number;
  readonly oldestAgeMs: number | null;
  readonly deadLetters: number;
  /** Whether this instance publishes it. */
  readonly active: boolean;
  /** The instance that does; null when none has the lease. */
  readonly owner: string | null;
}

/** What is known of an outbox; `problem` in place of its state when its database cannot be asked. */
export type OutboxReport = { readonly name: string } & (
  | ({ readonly problem?: undefined } & OutboxState)
  | ({ readonly problem: string } & { readonly [K in keyof OutboxState]: null })
);

const unknown = { backlog: null, oldestAgeMs: null, deadLetters: null, active: null, owner: null };

/** How long an answer may be given again, milliseconds: counting a long backlog is work for the database. */
const freshMs = 250;

/** All relays of this instance. */
export class OutboxRelays {
  private report: { readonly at: number; readonly outboxes: Promise<OutboxReport[]> } | undefined;

  constructor(private readonly relays: readonly OutboxRelay[]) {}

  async start(): Promise<void> {
    await Promise.all(this.relays.map((relay) => relay.start()));
  }

  /** Stops them side by side, so that one that waits for its broker keeps none of the others from handing over. */
  async stop(): Promise<void> {
    await Promise.all(this.relays.map((relay) => relay.stop()));
  }

  /** The state of every outbox, in the order of the settings. */
  state(): Promise<OutboxReport[]> {
    if (!this.report || performance.now() - this.report.at > freshMs)
      this.report = { at: performance.now(), outboxes: Promise.all(this.relays.map(reportOn)) };
    return this.report.outboxes;
  }
}

async function reportOn(relay: OutboxRelay): Promise<OutboxReport> {
  const { name } = relay;
  try {
    return { name, ...(await relay.status()) };
  } catch (error) {
    const problem = error instanceof Error && error.message !== '' ? error.message : String(error);
    return { name, ...unknown, problem };
  }
}
