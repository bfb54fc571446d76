import { GrowingPause } from './growing-pause';
import type { RelayEvents, RelayLogger, RelayPublisher, RelayRecord } from './ports';
import { refusalOf, type Refusal } from './refusal';
import type { OutboxRow } from './relay-store';

/** The relay may not publish any more: it was told to stop, or its lease has run out. What was sent stays unmarked. */
export class PublishingEndedError extends Error {
  readonly code = 'relay-publishing-ended';
  constructor() {
    super('the relay stopped publishing');
    this.name = 'PublishingEndedError';
  }
}

export interface SenderOptions {
  readonly publisher: RelayPublisher;
  readonly logger: RelayLogger;
  readonly events: RelayEvents;
  /** Pauses while the broker is away, milliseconds. */
  readonly brokerPauseMs: { readonly first: number; readonly longest: number };
}

/** Sends rows, waiting out a broker that is away for as long as the relay may publish. */
export class PatientSender {
  private waiting = false;

  constructor(private readonly options: SenderOptions) {}

  /**
   * Sends the rows in one call, and again until they are acknowledged or refused; a broker that is away costs no attempt.
   * @param mayPublish looked at before every send
   * @param over ends the waiting
   * @returns the refusal, or undefined once every row is acknowledged
   * @throws PublishingEndedError
   */
  async send(
    rows: readonly OutboxRow[],
    mayPublish: () => boolean,
    over: AbortSignal,
  ): Promise<Refusal | undefined> {
    const { first, longest } = this.options.brokerPauseMs;
    const pauses = new GrowingPause(first, longest);
    const records = rows.map(toRecord);
    for (;;) {
      if (!mayPublish()) throw new PublishingEndedError();
      try {
        await this.options.publisher.publish(records);
        this.acknowledged(rows);
        return undefined;
      } catch (error) {
        const refusal = refusalOf(error);
        if (refusal) {
          this.options.events.failed?.('refused');
          this.acknowledged(rows.slice(0, refusal.acknowledged));
          return refusal;
        }
        this.unavailable(error);
      }
      if (over.aborted) throw new PublishingEndedError();
      await pauses.wait(over);
      if (over.aborted) throw new PublishingEndedError();
    }
  }

  private acknowledged(rows: readonly OutboxRow[]): void {
    if (this.waiting) this.options.logger.info({}, 'the broker answers again');
    this.waiting = false;
    const now = performance.now();
    if (rows.length > 0) this.options.events.published?.(rows.map((row) => now - row.insertedAt));
  }

  /** Logged once per outage: the pauses would otherwise fill the log with one line. */
  private unavailable(error: unknown): void {
    this.options.events.failed?.('broker');
    if (!this.waiting) this.options.logger.warn({ err: error }, 'the broker is away; will go on trying');
    this.waiting = true;
  }
}

function toRecord({ topic, key, headers, payload }: OutboxRow): RelayRecord {
  return { topic, key, headers, value: payload };
}
