import { postgresTlsFault, readConfig, serviceSettings, withKafka } from '@ordersaga/service-runtime';
import { z } from 'zod';

/** An outbox to publish: a name for logs and metrics, and the database it is in. */
export interface OutboxAddress {
  readonly name: string;
  readonly connectionString: string;
}

/** A comma parts two outboxes only where a name follows: a Postgres URL may hold commas, between several hosts. */
const betweenOutboxes = /,\s*(?=[\w.-]+=postgres(?:ql)?:)/;

const milliseconds = z.coerce.number('must be a number of milliseconds').int().min(1);

const settings = z
  .object({
    ...serviceSettings(3000),
    /** `order=postgres://…,stock=postgres://…`: every outbox that this relay may publish. */
    OUTBOXES: z.string().transform(readOutboxes),
    /** How long a lease outlives a relay that was killed. */
    LEASE_TTL_MS: milliseconds.min(100).default(5_000),
    /** How often to look for rows whose hint got lost. */
    POLL_MS: milliseconds.default(1_000),
    /** Most rows in one send. */
    PAGE_SIZE: z.coerce.number('must be a number').int().min(1).max(10_000).default(1_000),
  })
  .transform(withKafka);

/** The settings of the relay. */
export type MessageRelayConfig = z.output<typeof settings>;

/**
 * Reads the settings from the environment.
 * @throws ConfigError naming every variable that is missing or wrong
 */
export function readMessageRelayConfig(environment: NodeJS.ProcessEnv): MessageRelayConfig {
  return readConfig(settings, environment);
}

function readOutboxes(text: string, context: z.RefinementCtx): OutboxAddress[] {
  const outboxes = text.trim().split(betweenOutboxes).map(readOutbox);
  const names = outboxes.map((outbox) => outbox?.name);
  if (outboxes.some((outbox) => outbox === undefined))
    context.addIssue('must be name=postgres://…, several separated by commas');
  else if (new Set(names).size < names.length) context.addIssue('must not name an outbox twice');
  const readable = outboxes.filter((outbox) => outbox !== undefined);
  for (const { name, connectionString } of readable) {
    const fault = postgresTlsFault(connectionString);
    if (fault !== undefined) context.addIssue(`${name}: ${fault}`);
  }
  return readable;
}

function readOutbox(text: string): OutboxAddress | undefined {
  const [, name, url] = /^([\w.-]+)=(postgres(?:ql)?:\/\/[^\s/]+(?:\/[^\s,]*)?)$/.exec(text.trim()) ?? [];
  return name === undefined || url === undefined ? undefined : { name, connectionString: url };
}
