import { createPool } from '@ordersaga/postgres';
import { channels } from '../channels';
import { ChannelListener } from './channel-listener';
import { describeTrouble } from './describe-trouble';
import { OutboxObserver, type OutboxStatus } from './outbox-observer';
import { PagePublisher } from './page-publisher';
import { PatientSender } from './patient-sender';
import type { RelayEvents, RelayLogger, RelayPublisher } from './ports';
import { PostgresRelayStore } from './postgres-relay-store';
import { RelayLoop } from './relay-loop';
import { WakeUp } from './wake-up';

/** The row of `outbox_relays` that the migration puts there. */
const relayName = 'kafka';

/** What a relay works with. Times are milliseconds. */
export interface RelayOptions {
  readonly outbox: { readonly name: string; readonly connectionString: string };
  /** For this relay alone, or one that serves its calls one after the other. */
  readonly publisher: RelayPublisher;
  /** Unique among all instances: two relays of one name would both believe that they have the lease. */
  readonly owner: string;
  readonly logger?: RelayLogger;
  readonly events?: RelayEvents;
  /** How long the lease outlives its owner; default 5000. Renewed three times as often. */
  readonly leaseTtlMs?: number;
  /** How often to look for rows whose hint got lost; default 1000. */
  readonly pollMs?: number;
  /** Most rows in one send; default 1000. */
  readonly pageSize?: number;
  /** How often a refused row is sent before it goes to the dead letters; default 3. */
  readonly attempts?: number;
  /** How long an unknown topic is waited for; default 10,000. */
  readonly unknownTopicMs?: number;
  /** How long published rows are kept at least; default 2 days. */
  readonly keepMs?: number;
  /** How long a stop waits for what is in flight, when database or broker hang; default 8,000. */
  readonly stopWithinMs?: number;
  /** How often partitions are created and dropped; default 10 minutes. */
  readonly maintainEveryMs?: number;
  /** How long to hold back before each try for the lease; default not at all. */
  readonly hesitateMs?: () => number;
  /** How many outboxes this instance publishes, for other instances to see; default 0. */
  readonly load?: () => number;
  /** Whether to hand the outbox over to an instance that stands by with this load; default never. */
  readonly mayYieldTo?: (standbyLoad: number) => boolean;
}

/** Moves the rows of one outbox to Kafka, or stands by to do so. */
export interface Relay {
  /** Returns at once; the relay waits by itself for a database that is away or not yet migrated. */
  start(): Promise<void>;
  /**
   * Finishes the page in flight, moves the cursor and gives up the lease, so that another takes over at once. What takes
   * too long for that is left as if the process had been killed: the lease runs out, and the page comes again.
   */
  stop(): Promise<void>;
  /**
   * The outbox as its database knows it; `active` says whether this relay is the one that publishes it. Those who ask
   * at the same time share one question, which keeps no connection from the relay's own work.
   * @throws the database's error when it cannot be asked
   */
  status(): Promise<OutboxStatus & { readonly active: boolean }>;
  /**
   * Resolves when the outbox can be read: cheap, however long the backlog is.
   * @throws the database's error when it cannot
   */
  checkReady(): Promise<void>;
}

const silent: RelayLogger = { info: () => undefined, warn: () => undefined, error: () => undefined };

/**
 * Makes a relay. One of all relays of an outbox is active, by a lease with a fencing number; every committed row is
 * published at least once, the rows of one topic and key in the order of their commits.
 */
export function createRelay(options: RelayOptions): Relay {
  const { connectionString, name } = options.outbox;
  const connected = { connectionString, statementTimeoutMs: 10_000 };
  const pool = createPool({ ...connected, max: 4, planOnce: true, applicationName: `outbox-relay ${name}` });
  // Of its own, and no wider than one status and one check: who looks on takes no connection from the work.
  const onlookers = createPool({ ...connected, max: 2, applicationName: `outbox-relay ${name} status` });
  const observer = new OutboxObserver(onlookers, relayName);
  const wakeUps = { rows: new WakeUp(), lease: new WakeUp(), deadLetters: new WakeUp() };
  const listener = new ChannelListener(connectionString, {
    [channels.rows]: () => wakeUps.rows.ring(),
    [channels.lease]: () => wakeUps.lease.ring(),
    [channels.deadLetters]: () => wakeUps.deadLetters.ring(),
  });
  const loop = createLoop(options, new PostgresRelayStore(pool, relayName), wakeUps);
  let stopped: Promise<void> | undefined;
  const stopAll = async (): Promise<void> => {
    await Promise.all([loop.stop(), listener.stop()]);
    await Promise.all([pool.end(), onlookers.end()]);
  };
  return {
    start: async () => {
      listener.start();
      loop.start();
    },
    stop: () => {
      stopped ??= stopAll();
      return finishedWithin(stopped, options);
    },
    status: async () => ({ ...(await observer.status()), active: loop.active }),
    checkReady: () => observer.checkReady(),
  };
}

/** Waits for an end, but not for ever. */
async function finishedWithin(
  end: Promise<void>,
  { stopWithinMs = 8_000, logger = silent }: RelayOptions,
): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(() => {
      logger.warn({}, 'what is in flight takes too long: stopped without it');
      resolve();
    }, stopWithinMs);
  });
  await Promise.race([end, late]).finally(() => clearTimeout(timer));
}

function createLoop(
  options: RelayOptions,
  store: PostgresRelayStore,
  wakeUps: { rows: WakeUp; lease: WakeUp; deadLetters: WakeUp },
): RelayLoop {
  const { publisher, owner, logger = silent, events = {} } = options;
  const sender = new PatientSender({
    ...{ publisher, logger, events },
    brokerPauseMs: { first: 100, longest: 3_000 },
  });
  const pages = new PagePublisher({
    ...{ sender, logger, events },
    patience: { attempts: options.attempts ?? 3, unknownTopicMs: options.unknownTopicMs ?? 10_000 },
    retryPauseMs: { first: 100, longest: 1_000 },
  });
  return new RelayLoop({
    ...{ store, owner, logger, events, wakeUps, publisher: pages },
    leaseTtlMs: options.leaseTtlMs ?? 5_000,
    pollMs: options.pollMs ?? 1_000,
    pageSize: options.pageSize ?? 1_000,
    keepMs: options.keepMs ?? 2 * 24 * 60 * 60 * 1_000,
    maintainEveryMs: options.maintainEveryMs ?? 600_000,
    hesitateMs: options.hesitateMs ?? (() => 0),
    load: options.load ?? (() => 0),
    mayYieldTo: options.mayYieldTo ?? (() => false),
    databasePauseMs: { first: 250, longest: 2_000 },
    describe: describeTrouble,
  });
}
