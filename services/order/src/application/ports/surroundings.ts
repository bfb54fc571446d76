/** What the application takes from its surroundings, so that tests can set it. */
export interface Surroundings {
  /** The current time. */
  readonly now: () => Date;
  /** A new id: unique, and rising with time so that indexes stay dense (UUID version 7). */
  readonly newId: () => string;
}

/** Hears of what an operator should know. */
export interface Journal {
  warn(fields: Record<string, unknown>, message: string): void;
}
