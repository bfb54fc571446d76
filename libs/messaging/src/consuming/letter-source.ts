import type { Letter } from './letter-record';
import type { FetchedRecord } from './received';

/** The way to a group's dead-letter topic. */
export interface LetterSource {
  /**
   * Resolves once the ledger holds everything that was on the topic when it was called.
   * @throws what the broker or its client throws when it is away
   */
  catchUp(): Promise<void>;
  /**
   * The messages that letters were made of. One is missing when its letter could not hold all of it and its own topic has
   * it no more.
   * @throws what the broker or its client throws when it is away
   */
  read(letters: readonly Letter[]): Promise<ReadonlyMap<Letter, FetchedRecord>>;
}
