import { PagePublisher } from '../src/relay/page-publisher';
import { PatientSender } from '../src/relay/patient-sender';
import type { RelayEvents } from '../src/relay/ports';
import { RelayLoop } from '../src/relay/relay-loop';
import { WakeUp } from '../src/relay/wake-up';
import { MemoryRelayStore } from './memory-relay-store';
import { RecordingPublisher } from './recording-publisher';

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };
const trouble = (error: unknown) => ({ text: String(error), expected: true });
const pauses = { first: 1, longest: 5 };

/** What a test may set of a relay. */
export interface Given {
  /** Long unless a test is about its end: a relay that was held up for longer sends again what it had sent. */
  readonly leaseTtlMs?: number;
  readonly pollMs?: number;
  readonly events?: RelayEvents;
  readonly mayYieldTo?: (load: number) => boolean;
  readonly hesitateMs?: () => number;
}

/** An outbox and a broker in memory, and relays between them. */
export class RelaysInMemory {
  readonly store = new MemoryRelayStore();
  readonly broker = new RecordingPublisher();
  private readonly loops: RelayLoop[] = [];

  start(owner = 'one', given: Given = {}) {
    const {
      leaseTtlMs = 60_000,
      pollMs = 5,
      events = {},
      mayYieldTo = () => false,
      hesitateMs = () => 0,
    } = given;
    const wakeUps = { rows: new WakeUp(), lease: new WakeUp(), deadLetters: new WakeUp() };
    const shared = { logger: silent, events };
    const sender = new PatientSender({ ...shared, publisher: this.broker, brokerPauseMs: pauses });
    const patience = { attempts: 3, unknownTopicMs: 30 };
    const publisher = new PagePublisher({ ...shared, sender, patience, retryPauseMs: pauses });
    const loop = new RelayLoop({
      ...{ ...shared, store: this.store, publisher, owner, wakeUps, leaseTtlMs, pollMs, pageSize: 10 },
      ...{ keepMs: 1000, maintainEveryMs: 60_000, databasePauseMs: pauses, describe: trouble },
      ...{ hesitateMs, load: () => 0, mayYieldTo },
    });
    this.loops.push(loop);
    loop.start();
    return { loop, wakeUps };
  }

  async stop(): Promise<void> {
    this.store.down = false;
    await Promise.all(this.loops.map((loop) => loop.stop()));
  }
}

/** `from` to `to` as text. */
export const numbers = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, n) => String(from + n));
