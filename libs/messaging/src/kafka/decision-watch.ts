import type { LetterLedger } from '../consuming/letter-ledger';
import type { LetterSource } from '../consuming/letter-source';
import type { Logger } from '../port';
import type { ConsumerSession } from './consumer-session';

/** What a watch for decisions needs. */
export interface DecisionsWatched<M> {
  readonly session: Pick<ConsumerSession<M>, 'settleLetters'>;
  readonly ledger: LetterLedger;
  readonly source: Pick<LetterSource, 'catchUp'>;
  /** From one look to the next, milliseconds. */
  readonly everyMs: number;
  readonly logger: Logger;
}

/** Reading may take up no more than a tenth of the time. */
const restPerLook = 9;

/** Looks, for as long as letters are open, whether something has been decided about them, and has it carried out. */
export class DecisionWatch<M> {
  private timer: NodeJS.Timeout | undefined;
  private dismissed = false;

  constructor(private readonly watched: DecisionsWatched<M>) {
    this.lookIn(watched.everyMs);
  }

  dismiss(): void {
    this.dismissed = true;
    clearTimeout(this.timer);
  }

  private lookIn(ms: number): void {
    if (!this.dismissed) this.timer = setTimeout(() => void this.look(), ms);
  }

  private async look(): Promise<void> {
    const { ledger, source, session, everyMs, logger } = this.watched;
    const started = performance.now();
    let tookMs = 0;
    try {
      if (ledger.size > 0) await source.catchUp();
      tookMs = performance.now() - started;
      if (ledger.size > 0) await session.settleLetters();
    } catch (error) {
      // a broker that is away ends the session by itself
      logger.debug({ err: error }, 'could not look for decisions about dead letters');
    }
    this.lookIn(Math.max(everyMs, restPerLook * tookMs));
  }
}
