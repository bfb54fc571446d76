import { setTimeout as sleep } from 'node:timers/promises';
import { settingsOf, type ConsumerSettings } from '../consuming/consumer-settings';
import { DeadLetterOffice } from '../consuming/dead-letter-office';
import { growingPause } from '../consuming/growing-pause';
import { Lanes, type Assignment } from '../consuming/lanes';
import { LetterLedger } from '../consuming/letter-ledger';
import type { Consumer, ConsumerHealth, ConsumerOptions, Logger, Publisher } from '../port';
import { explain } from './connection-trouble';
import { ConsumerSession } from './consumer-session';
import { DecisionWatch } from './decision-watch';
import type { OpenClient } from './kafka-client';
import { KafkaLetterSource } from './kafka-letter-source';
import { ProgressProbe } from './progress-probe';
import { SessionWatch } from './session-watch';
import type { SharedAdmin } from './shared-admin';
import type { ConsumerTuning } from './tuning';

/** What a consumer shares with others of its process. */
export interface ConsumerSurroundings {
  readonly openClient: OpenClient;
  readonly admin: SharedAdmin;
  readonly deadLetters: Publisher;
  readonly tuning: ConsumerTuning;
  readonly logger: Logger;
}

const rebuildPauses = { first: 250, factor: 2, longest: 5000 };
/** A session that lived so long was a good one: the next rebuild is quick again. */
const goodSessionMs = 30_000;

/** A member of a group that stays one: when its kafkajs consumer ends or stalls, it gets another. */
export class KafkaGroupConsumer<M> implements Consumer {
  private readonly settings: ConsumerSettings<M>;
  private readonly lanes: Lanes<M>;
  private readonly letters: KafkaLetterSource;
  private readonly probe: ProgressProbe;
  private readonly abort = new AbortController();
  private session: ConsumerSession<M> | undefined;
  private living: Promise<void> | undefined;
  private troubled: string | undefined = 'not started';
  private announceJoin!: () => void;
  private readonly joinedOnce = new Promise<void>((resolve) => (this.announceJoin = resolve));

  constructor(
    options: ConsumerOptions<M>,
    private readonly around: ConsumerSurroundings,
  ) {
    this.settings = settingsOf(options);
    const { deadLetterTopic, groupId } = this.settings;
    const { openClient, admin, deadLetters, tuning } = around;
    const ledger = new LetterLedger((count) => this.settings.tell({ type: 'parked', ...count }));
    const office = new DeadLetterOffice(deadLetterTopic, groupId, (records) => deadLetters.publish(records));
    this.letters = new KafkaLetterSource({ openClient, admin, topic: deadLetterTopic, groupId }, ledger);
    this.lanes = new Lanes(this.settings, { ledger, source: this.letters, office });
    this.probe = new ProgressProbe(admin, groupId, tuning.stallAfterMs, this.settings.tell);
  }

  async start(): Promise<void> {
    if (!this.abort.signal.aborted) this.living ??= this.live();
    await this.joinedOnce;
  }

  async stop(): Promise<void> {
    this.abort.abort();
    await this.session?.stop();
    await this.living;
    this.troubled = 'stopped';
    this.announceJoin();
  }

  health(): ConsumerHealth {
    const detail = this.troubled ?? this.lanes.trouble(this.around.tuning.stallAfterMs);
    return detail === undefined ? { ok: true } : { ok: false, detail };
  }

  private get stopping(): boolean {
    return this.abort.signal.aborted;
  }

  private async live(): Promise<void> {
    this.troubled = 'joining its group';
    for (let failures = 0; !this.stopping;) {
      const started = performance.now();
      const reason = await this.liveOnce();
      if (this.stopping) return;
      failures = performance.now() - started > goodSessionMs ? 1 : failures + 1;
      this.tellRebuilding(reason);
      await this.pause(growingPause(failures, rebuildPauses));
    }
  }

  /** One session from start to end; resolves with the reason why another one is needed. */
  private async liveOnce(): Promise<string> {
    const session = this.newSession();
    this.session = session;
    const watch = this.watch(session);
    const decisions = this.watchDecisions(session);
    try {
      const started = session.start().then(() => session.ended);
      return await Promise.race([started, session.ended, watch.stalled, this.stopped()]);
    } catch (error) {
      return `could not join: ${explain(error)}`;
    } finally {
      watch.dismiss();
      decisions.dismiss();
      if (!this.stopping) session.abandon();
    }
  }

  private newSession(): ConsumerSession<M> {
    const { openClient, tuning, logger } = this.around;
    return new ConsumerSession<M>({
      client: openClient(),
      tuning,
      logger,
      settings: this.settings,
      lanes: this.lanes,
      prepare: () => this.letters.catchUp(),
      onJoined: (assignment) => this.onJoined(assignment),
    });
  }

  private onJoined(assignment: Assignment): void {
    this.around.logger.info({ groupId: this.settings.groupId, assignment }, 'consumer joined its group');
    this.troubled = undefined;
    this.announceJoin();
    this.settings.tell({ type: 'joined', partitions: assignment });
  }

  private tellRebuilding(reason: string): void {
    this.troubled = `rebuilding: ${reason}`;
    this.around.logger.warn({ groupId: this.settings.groupId, reason }, 'consumer is rebuilt');
    this.settings.tell({ type: 'rebuilding', reason });
  }

  private watch(session: ConsumerSession<M>): SessionWatch<M> {
    const { lanes, probe } = this;
    const { tuning, logger } = this.around;
    return new SessionWatch({ session, lanes, probe, tuning, logger });
  }

  private watchDecisions(session: ConsumerSession<M>): DecisionWatch<M> {
    const { letters: source, around } = this;
    const { tuning, logger } = around;
    const { ledger } = source;
    return new DecisionWatch({ session, ledger, source, everyMs: tuning.lettersEveryMs, logger });
  }

  private stopped(): Promise<string> {
    return new Promise((resolve) => {
      this.abort.signal.addEventListener('abort', () => resolve('stopped'), { once: true });
    });
  }

  private async pause(ms: number): Promise<void> {
    await sleep(ms, undefined, { signal: this.abort.signal }).catch(() => undefined);
  }
}
