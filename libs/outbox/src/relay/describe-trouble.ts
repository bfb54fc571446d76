import { errorCodes, isUnavailable } from '@ordersaga/postgres';

/** SQLSTATEs of a database, or tables in it, that are not there yet. */
const notSetUp = new Map([
  ['3D000', 'the database of this outbox does not exist yet'],
  ['42P01', 'the outbox is not migrated yet'],
  ['42883', 'the outbox is not migrated yet'],
  ['42703', 'the outbox is not migrated yet'],
]);

/** What keeps a relay from its outbox. */
export interface Trouble {
  /** For people, in one line. */
  readonly text: string;
  /** Part of a normal start or outage: worth a line in the log, not a stack. */
  readonly expected: boolean;
}

/** Says what an error of the database means for a relay. */
export function describeTrouble(error: unknown): Trouble {
  const [known] = errorCodes(error).flatMap((code) => notSetUp.get(code) ?? []);
  if (known !== undefined) return { text: known, expected: true };
  return isUnavailable(error)
    ? { text: 'the database of this outbox is away', expected: true }
    : { text: 'the relay of this outbox failed', expected: false };
}
