import { isUnavailable } from '@ordersaga/postgres';

/** SQLSTATEs of a database, or tables in it, that are not there yet. */
const notSetUp = new Map([
  ['3D000', 'the database of this outbox does not exist yet'],
  ['42P01', 'the outbox is not migrated yet'],
  ['42883', 'the outbox is not migrated yet'],
  ['42703', 'the outbox is not migrated yet'],
]);

/** Says in one line what keeps a relay from its outbox. */
export function describeTrouble(error: unknown): string {
  const code = (error as { code?: unknown } | null)?.code;
  const known = typeof code === 'string' ? notSetUp.get(code) : undefined;
  if (known !== undefined) return known;
  return isUnavailable(error) ? 'the database of this outbox is away' : 'the relay of this outbox failed';
}
