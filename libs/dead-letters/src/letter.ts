/** What an operator may decide about a letter. */
export type Decision = 'replay' | 'discard';

/** What became of a letter. */
export type Outcome = 'replayed' | 'discarded';

/** A message that was given up, wherever it lies. */
export interface Letter {
  /** `order` of `outbox order`: which of the sources of its kind. */
  readonly source: string;
  readonly kind: 'outbox' | 'group';
  /** A row's number in its outbox; `<partition>/<offset>` of a message on its topic. */
  readonly id: string;
  readonly topic: string;
  readonly key: string | null;
  /** `parked` waits behind another of its key; each other one is a fault of its own. */
  readonly reason: 'refused' | 'failed' | 'unreadable' | 'parked';
  readonly error?: string;
  readonly errorCode?: string;
  /** Calls of the handler; an outbox does not count its own. */
  readonly attempts?: number;
  readonly since: Date;
  /** What has been decided and is not yet carried out. */
  readonly decision?: Decision;
  /** An operator's decision; its key, that an earlier letter stops; or the process that will see to it. */
  readonly waitsFor: 'decision' | 'key' | 'process';
}

/** What a letter holds. */
export interface Contents {
  readonly headers: Readonly<Record<string, string>>;
  /** Undefined: nobody has it any more. */
  readonly payload: Buffer | null | undefined;
}

/** Where letters lie: an outbox, or the dead-letter topic of a consumer group. */
export interface LetterSource {
  readonly kind: Letter['kind'];
  readonly name: string;
  /** Who carries out what is decided, in words. */
  readonly carriedOutBy: string;
  /** All that are open, each key's in their order. @throws NotReachableError */
  list(): Promise<Letter[]>;
  /** @throws NotReachableError */
  read(letter: Letter): Promise<Contents>;
  /** @throws NotReachableError */
  decide(letters: readonly Letter[], decision: Decision): Promise<void>;
  /** How a letter that is no longer open ended, given what was decided. */
  outcomeOf(letter: Letter, decided: Decision): Outcome;
  close(): Promise<void>;
}
