/** A Kafka header value; a list when the header occurs several times. */
export type HeaderValue = string | Buffer | (string | Buffer)[];

/** A record to be published. */
export interface OutgoingRecord {
  readonly topic: string;
  /** Decides the partition: records of one key stay in order. */
  readonly key: string | Buffer | null;
  readonly headers: Readonly<Record<string, HeaderValue>>;
  readonly value: Buffer | string | null;
  /** Where it has to go whatever its key is; by its key unless told. */
  readonly partition?: number;
}

/** A record as it was read from a topic. Its parts may be read when they are asked for: name those that you copy. */
export interface ReceivedRecord {
  readonly topic: string;
  readonly partition: number;
  /** Kafka's 64-bit offset, in decimal. */
  readonly offset: string;
  readonly key: string | null;
  /** As text; of a header that occurs several times, the last. */
  readonly headers: Readonly<Record<string, string>>;
  readonly value: Buffer | null;
  readonly timestamp: Date;
}

/** Publishes records: acknowledged by all in-sync replicas, one send at a time, in the order given. */
export interface Publisher {
  /** Connects ahead of the first publish, which would otherwise do it. */
  connect(): Promise<void>;
  /**
   * Resolves once every record is acknowledged. Calls are served one after the other. After a failure some of the
   * records may be on their topics all the same: publish them again, readers tell duplicates by message id.
   * @throws BrokerUnavailableError when trying the same again later can help
   * @throws RecordRefusedError when it can't: a record too large or not to be encoded, an unknown topic
   */
  publish(records: readonly OutgoingRecord[]): Promise<void>;
  /** Waits for the sends under way, then closes. */
  disconnect(): Promise<void>;
}

/** Whether a consumer is in its group and gets on; `detail` says what is wrong, or what it waits for. */
export interface ConsumerHealth {
  readonly ok: boolean;
  readonly detail?: string;
}

/** One member of a consumer group. */
export interface Consumer {
  /** Resolves once it has joined its group, however long the broker is away; at once when stopped meanwhile. */
  start(): Promise<void>;
  /** Takes no more work, finishes the call in hand, commits and leaves the group. May be called twice. */
  stop(): Promise<void>;
  health(): ConsumerHealth;
}

/** How often a message is tried before it goes to the dead letters. */
export interface RetryPolicy {
  /** Calls of the handler in all. Default 5. */
  readonly attempts?: number;
  /** Pause after the first failure, milliseconds; each further one is four times as long. Default 50. */
  readonly firstPauseMs?: number;
  /** No pause is longer, milliseconds. Default 2000. */
  readonly longestPauseMs?: number;
}

/** Makes batches larger while much comes in; what comes alone is always fetched at once. */
export interface Gathering {
  /** Messages a second from which on they gather. */
  readonly abovePerSecond: number;
  /** Shortest time then from one fetch to the next, milliseconds. */
  readonly ms: number;
}

/** What a consumer consumes, and how. `M` is what `decode` makes of a record. */
export interface ConsumerOptions<M> {
  readonly groupId: string;
  readonly topics: readonly string[];
  /** Takes what can't be processed; must exist (see `ensureTopics`). */
  readonly deadLetterTopic: string;
  /** Reads a record. `undefined`: not for us, skipped. Throwing: unreadable, goes to the dead letters at once. */
  readonly decode: (record: ReceivedRecord) => M | undefined;
  /**
   * Works on messages of one partition in their order, all or nothing. Offsets move after it has resolved, so it
   * sees a message at least once. It may throw anything: see `retry` and `isUnavailable`.
   */
  readonly handle: (messages: readonly M[]) => Promise<void>;
  /** Whether an error of `handle` means that the store is away: waited for without limit, no attempt counted. */
  readonly isUnavailable?: (error: unknown) => boolean;
  /** Whether an error of `handle` will come again however often its message is tried: it is given up at once. */
  readonly isFinal?: (error: unknown) => boolean;
  /**
   * Whether an error of `decode` stops the key, as a failed message does, for those who need every message of a key.
   * Default: never.
   */
  readonly stopsKey?: (error: unknown) => boolean;
  readonly retry?: RetryPolicy;
  /** Partitions worked on at the same time. Default 3; 32 for those handled jointly. */
  readonly concurrency?: number;
  /**
   * Whether `handle` may get messages of several partitions in one call, each partition's in their order: one
   * transaction then carries what all of them bring, and calls never overlap. Default false.
   */
  readonly jointly?: boolean;
  /** The most messages given to `handle` at once. Default 500. */
  readonly maxBatchSize?: number;
  /** When messages shall gather before they are fetched. Default: 10 ms, above 150 a second. */
  readonly gather?: Gathering;
  /** Told what happens, for metrics. What it throws is ignored. */
  readonly onEvent?: (event: ConsumerEvent) => void;
}

/** Why a message went to the dead letters. */
export type DeadLetterReason = 'unreadable' | 'failed' | 'parked-behind';

/** What an operator may decide about a dead letter. */
export type DeadLetterDecision = 'replay' | 'discard';

/** How a dead letter ends. */
export type DeadLetterOutcome = 'replayed' | 'discarded';

/** Where the message of a dead letter stands on its topic. */
export interface DeadLetterOrigin {
  readonly topic: string;
  readonly partition: number;
  readonly offset: string;
  /** The message's, milliseconds in decimal; letters of earlier releases have none. */
  readonly timestamp?: string;
}

/** A message that a consumer group has given up. */
export interface DeadLetter extends DeadLetterOrigin {
  readonly key: string | null;
  readonly group: string;
  readonly reason: DeadLetterReason;
  /** Calls of the handler before it was given up, the last time it was tried. */
  readonly attempts: number;
  readonly givenUpAt: Date;
  readonly error?: string;
  readonly errorCode?: string;
  /** What has been decided and is not yet carried out. */
  readonly decision?: DeadLetterDecision;
  /** A decision; its key, that an earlier letter stops; or the consumer, who will see to it. */
  readonly waitsFor: 'decision' | 'key' | 'consumer';
  /** Where it stands on the dead-letter topic. */
  readonly place: { readonly partition: number; readonly offset: string };
}

/**
 * The dead letters of a consumer group, for operators. What they decide is written to the dead-letter topic, and the
 * member of the group that reads the message's partition carries it out: at once, or as soon as there is one.
 */
export interface DeadLetters {
  /**
   * Those that are open now; each key's in their order.
   * @throws BrokerUnavailableError
   */
  list(): Promise<DeadLetter[]>;
  /** How one ended, as of the last `list`; undefined while it is open. */
  outcomeOf(letter: DeadLetterOrigin): DeadLetterOutcome | undefined;
  /**
   * The message of a letter, as it came. Undefined when the letter could not hold it and its topic has it no more.
   * @throws BrokerUnavailableError
   */
  read(letter: DeadLetter): Promise<ReceivedRecord | undefined>;
  /**
   * Decides about letters; the last word counts. To replay one is to have it handled after all, before anything later of
   * its key; what is parked behind it follows. To discard one is to let its key go on without it.
   * @throws BrokerUnavailableError
   */
  decide(letters: readonly DeadLetter[], decision: DeadLetterDecision): Promise<void>;
}

/** What a consumer tells about its work. */
export type ConsumerEvent =
  | { type: 'handled'; topic: string; partition: number; messages: number; seconds: number }
  | { type: 'failed'; topic: string; partition: number; messages: number; seconds: number; error: unknown }
  | { type: 'waiting'; topic: string; partition: number; why: WaitReason; pauseMs: number; error: unknown }
  | { type: 'dead-letter'; topic: string; partition: number; offset: string; reason: DeadLetterReason }
  | { type: 'lag'; topic: string; partition: number; messages: number }
  | { type: 'parked'; keys: number; letters: number }
  | {
      type: 'settled';
      topic: string;
      partition: number;
      offset: string;
      /** `kept`: it was tried again and failed again. */
      outcome: DeadLetterOutcome | 'kept';
    }
  | { type: 'joined'; partitions: Readonly<Record<string, readonly number[]>> }
  | { type: 'rebuilding'; reason: string };

/** What a partition waits for before its next message is tried again. */
export type WaitReason = 'retry' | 'store-unavailable' | 'dead-letters-unavailable' | 'handler-still-running';

/** A topic to provision. */
export interface TopicSpec {
  readonly topic: string;
  /** Used when it is created; an existing topic keeps its own. Default 6. */
  readonly partitions?: number;
  /** Copies, when it is created. Default: the broker's. */
  readonly replicationFactor?: number;
  /** Topic settings such as `retention.ms`, when it is created. */
  readonly config?: Readonly<Record<string, string>>;
}

/** The way to and from a message broker. */
export interface Messaging {
  publisher(): Publisher;
  consumer<M>(options: ConsumerOptions<M>): Consumer;
  /** What lies on a dead-letter topic; the topic has to exist once it is asked. */
  deadLetters(deadLetterTopic: string): DeadLetters;
  /**
   * The names of all topics.
   * @throws BrokerUnavailableError
   */
  listTopics(): Promise<string[]>;
  /**
   * Sees to it that the topics exist and have leaders. Idempotent; safe when several processes do it at once.
   * @param deadlineMs how long to wait for the broker, default 60 s
   * @throws TopicsNotReadyError when the deadline has passed
   */
  ensureTopics(topics: readonly TopicSpec[], options?: { readonly deadlineMs?: number }): Promise<void>;
  /**
   * For readiness: resolves when the broker answers.
   * @throws BrokerUnavailableError when it doesn't within a few seconds
   */
  check(): Promise<void>;
  /** Stops every consumer and publisher made here, and closes all connections. */
  close(): Promise<void>;
}

/** Where log lines go; pino's loggers fit. */
export interface Logger {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** Says nothing. */
export const silentLogger: Logger = { debug() {}, info() {}, warn() {}, error() {} };
