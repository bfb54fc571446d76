import { UsageError } from './errors';

/** An outbox: its name, and the database it is in. */
export interface OutboxAddress {
  readonly name: string;
  readonly url: string;
}

/** A comma parts two outboxes only where a name follows: a Postgres URL may hold commas, between several hosts. */
const betweenOutboxes = /,\s*(?=[\w.-]+=postgres(?:ql)?:)/;

/**
 * Reads `OUTBOXES` as message-relay does: `order=postgres://…,stock=postgres://…`.
 * @throws UsageError which tells nothing of the URLs: passwords are in them
 */
export function readOutboxes(text: string): OutboxAddress[] {
  return text
    .trim()
    .split(betweenOutboxes)
    .map((one) => {
      const [, name, url] = /^([\w.-]+)=(postgres(?:ql)?:\/\/\S+)$/.exec(one.trim()) ?? [];
      if (name === undefined || url === undefined || !URL.canParse(url.replace(/,[^/]*/, '')))
        throw new UsageError('OUTBOXES must be name=postgres://…, several separated by commas');
      return { name, url };
    });
}
