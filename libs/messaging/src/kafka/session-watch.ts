import type { Lanes } from '../consuming/lanes';
import type { Logger } from '../port';
import type { ConsumerSession } from './consumer-session';
import type { ProgressProbe } from './progress-probe';
import type { ConsumerTuning } from './tuning';

/** What a watch looks at. */
export interface Watched<M> {
  readonly session: Pick<ConsumerSession<M>, 'assignment' | 'quietForMs'>;
  readonly lanes: Lanes<M>;
  readonly probe: ProgressProbe;
  readonly tuning: ConsumerTuning;
  readonly logger: Logger;
}

/** Looks at a session now and then, until dismissed; `stalled` resolves with the reason when it gets nowhere. */
export class SessionWatch<M> {
  readonly stalled: Promise<string>;
  private readonly timer: NodeJS.Timeout;
  private tellStalled!: (reason: string) => void;
  private looking = false;

  constructor(private readonly watched: Watched<M>) {
    this.stalled = new Promise((resolve) => (this.tellStalled = resolve));
    watched.probe.reset();
    this.timer = setInterval(() => void this.look(), watched.tuning.probeEveryMs);
  }

  dismiss(): void {
    clearInterval(this.timer);
  }

  private async look(): Promise<void> {
    const { session, tuning, logger } = this.watched;
    if (session.quietForMs > tuning.stallAfterMs) this.tellStalled('its fetch loop stands still');
    if (this.looking) return;
    this.looking = true;
    try {
      await this.ask();
    } catch (error) {
      // a broker that is away ends the session by itself
      logger.debug({ err: error }, 'could not look at the progress of a consumer');
    } finally {
      this.looking = false;
    }
  }

  private async ask(): Promise<void> {
    const { session, lanes, probe } = this.watched;
    const standing = await probe.look(session.assignment, (topic, partition) => {
      const { busySince, waiting } = lanes.of(topic, partition);
      return busySince !== undefined || waiting !== undefined;
    });
    if (standing !== undefined) this.tellStalled(`no progress on ${standing}, though there is lag`);
  }
}
