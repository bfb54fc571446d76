/** The relay of one outbox, as this service sees it. */
export interface OutboxRelay {
  readonly name: string;
  start(): Promise<void>;
  stop(): Promise<void>;
  /** @throws when the outbox's database cannot be asked */
  status(): Promise<OutboxState>;
  /**
   * Resolves when the outbox can be read; cheap.
   * @throws when it cannot
   */
  checkReady(): Promise<void>;
}

/** The state of an outbox; ages in milliseconds. Rows are counted up to 100,001, which means more than 100,000. */
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

/** How long an answer may be given again once it is in, milliseconds: counting is work for the database. */
const freshMs = 250;

/** All relays of this instance. */
export class OutboxRelays {
  private report: { readonly outboxes: Promise<OutboxReport[]>; answeredAt?: number } | undefined;

  constructor(
    private readonly relays: readonly OutboxRelay[],
    private readonly now: () => number = () => performance.now(),
  ) {}

  async start(): Promise<void> {
    await Promise.all(this.relays.map((relay) => relay.start()));
  }

  /** Stops them side by side, so that one that waits for its broker keeps none of the others from handing over. */
  async stop(): Promise<void> {
    await Promise.all(this.relays.map((relay) => relay.stop()));
  }

  /** The state of every outbox, in the order of the settings. Who asks while it is being asked for shares the answer. */
  state(): Promise<OutboxReport[]> {
    const answeredAt = this.report?.answeredAt ?? Infinity;
    if (!this.report || this.now() - answeredAt > freshMs) this.report = this.ask();
    return this.report.outboxes;
  }

  private ask(): NonNullable<typeof this.report> {
    const report: NonNullable<typeof this.report> = { outboxes: Promise.all(this.relays.map(reportOn)) };
    void report.outboxes.then(() => (report.answeredAt = this.now()));
    return report;
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
