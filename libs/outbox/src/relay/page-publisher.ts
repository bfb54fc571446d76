import { GrowingPause } from './growing-pause';
import type { KeySet } from './key-set';
import { PublishingEndedError, type PatientSender } from './patient-sender';
import type { RelayEvents, RelayLogger } from './ports';
import { RefusalPatience, type PatienceOptions } from './refusal-patience';
import type { OutboxRow, ParkedRow } from './relay-store';
import { sendPass, type RefusedRow } from './send-pass';

export interface PagePublisherOptions {
  readonly sender: PatientSender;
  readonly logger: RelayLogger;
  readonly events: RelayEvents;
  readonly patience: PatienceOptions;
  /** Pauses between the attempts of refused rows, milliseconds. */
  readonly retryPauseMs: { readonly first: number; readonly longest: number };
}

/** When publishing has to end: at once, or before the next wait. */
export interface PublishingRights {
  readonly mayPublish: () => boolean;
  readonly over: AbortSignal;
}

/** Publishes pages of rows: one send in flight, a refused row stops its key and nothing else. */
export class PagePublisher {
  private readonly unknownSince = new Map<string, number>();

  constructor(private readonly options: PagePublisherOptions) {}

  /**
   * Publishes the rows in order. Refused ones are tried again after the others are through.
   * @param stopped keys whose rows are parked unsent; keys that stop on the way are added
   * @returns the rows for the dead letters, in order; all others are acknowledged
   * @throws PublishingEndedError when some are neither
   */
  async publish(rows: readonly OutboxRow[], stopped: KeySet, rights: PublishingRights): Promise<ParkedRow[]> {
    const parked = new Map<string, ParkedRow>();
    for (const row of rows) if (stopped.has(row)) parked.set(row.id, { row });
    const patience = new RefusalPatience(this.options.patience, this.unknownSince);
    const pauses = new GrowingPause(this.options.retryPauseMs.first, this.options.retryPauseMs.longest);
    let pending = rows.filter((row) => !parked.has(row.id));
    while (pending.length > 0) {
      const { refused, held } = await sendPass(pending, (batch) => this.send(batch, rights));
      const givenUp = refused.filter((one) => patience.exhausted(one));
      this.giveUp(givenUp, stopped, parked);
      for (const row of held) if (stopped.has(row)) parked.set(row.id, { row });
      pending = inOrderOf(rows, [...refused.map(({ row }) => row), ...held], parked);
      if (pending.length > 0) await this.pause(pauses, rights.over);
    }
    return rows.flatMap((row) => parked.get(row.id) ?? []);
  }

  private async send(batch: readonly OutboxRow[], rights: PublishingRights) {
    const refusal = await this.options.sender.send(batch, rights.mayPublish, rights.over);
    // A topic that takes rows again gets its patience back.
    if (!refusal && this.unknownSince.size > 0)
      for (const { topic } of batch) this.unknownSince.delete(topic);
    return refusal;
  }

  private giveUp(givenUp: readonly RefusedRow[], stopped: KeySet, parked: Map<string, ParkedRow>): void {
    for (const { row, refusal } of givenUp) {
      const { id, topic, key } = row;
      stopped.add(row);
      parked.set(id, { row, reason: refusal.message });
      this.options.logger.error(
        { outboxId: id, topic, key, reason: refusal.message },
        'row refused, key stopped',
      );
    }
  }

  private async pause(pauses: GrowingPause, over: AbortSignal): Promise<void> {
    if (!over.aborted) await pauses.wait(over);
    if (over.aborted) throw new PublishingEndedError();
  }
}

/** Those of `rest` that are not parked, in the order they had among `rows`. */
function inOrderOf(
  rows: readonly OutboxRow[],
  rest: readonly OutboxRow[],
  parked: ReadonlyMap<string, ParkedRow>,
): OutboxRow[] {
  const wanted = new Set(rest.map((row) => row.id));
  return rows.filter((row) => wanted.has(row.id) && !parked.has(row.id));
}
