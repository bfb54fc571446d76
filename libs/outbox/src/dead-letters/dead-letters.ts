import type { Queryable } from '@ordersaga/postgres';
import { channels } from '../channels';
import { sql } from '../statements';

/** A row that Kafka refused, or that is parked behind one. */
export interface OutboxDeadLetter {
  /** The outbox's sequence number, in decimal: the order within a key. */
  readonly id: string;
  readonly messageId: string;
  readonly topic: string;
  readonly key: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly payload: unknown;
  /** Why Kafka refused it; null when it is only parked behind an earlier row of its key. */
  readonly reason: string | null;
  readonly createdAt: Date;
  readonly parkedAt: Date;
  /** What has been decided and is not yet carried out. */
  readonly resolution: 'replay' | 'discard' | null;
}

/** Which to list; by the order of their ids. */
export interface DeadLetterQuery {
  readonly topic?: string;
  readonly key?: string;
  /** Only those after this id. */
  readonly after?: string;
  /** Default 100. */
  readonly limit?: number;
}

/** Which to decide about: some rows, or all of a key, of a topic, or of the outbox. */
export type DeadLetterSelection =
  | { readonly id: string }
  | { readonly ids: readonly string[] }
  | { readonly topic?: string; readonly key?: string };

/** A dead letter without what it holds. */
export type DeadLetterOutline = Omit<OutboxDeadLetter, 'headers' | 'payload'>;

/** The dead letters of an outbox, a page of them. */
export async function listDeadLetters(
  client: Queryable,
  { topic, key, after = '0', limit = 100 }: DeadLetterQuery = {},
): Promise<OutboxDeadLetter[]> {
  const { rows } = await client.query<DeadLetterColumns>({
    ...sql('list-dead-letters'),
    values: [after, topic ?? null, key ?? null, limit],
  });
  return rows.map(fromColumns);
}

/** All dead letters of an outbox by the order of their ids, without what they hold. */
export async function outlineDeadLetters(client: Queryable): Promise<DeadLetterOutline[]> {
  const { rows } = await client.query<OutlineColumns>(sql('outline-dead-letters'));
  return rows.map(fromColumns);
}

function fromColumns<C extends OutlineColumns>({ outbox_id, message_id, created_at, parked_at, ...rest }: C) {
  const renamed = { id: outbox_id, messageId: message_id, createdAt: created_at, parkedAt: parked_at };
  return { ...rest, ...renamed };
}

/**
 * Decides that refused rows are to be published after all. The active relay does it, before anything later of their
 * keys, and then goes on with what is parked behind them; what Kafka refuses again stays a dead letter.
 * @returns how many rows it decided about
 */
export function replayDeadLetters(client: Queryable, selection: DeadLetterSelection): Promise<number> {
  return resolve(client, selection, 'replay');
}

/**
 * Decides that rows are never to be published. The active relay removes them and goes on with what is parked behind.
 * @returns how many rows it decided about
 */
export function discardDeadLetters(client: Queryable, selection: DeadLetterSelection): Promise<number> {
  return resolve(client, selection, 'discard');
}

async function resolve(
  client: Queryable,
  selection: DeadLetterSelection,
  resolution: 'replay' | 'discard',
): Promise<number> {
  const { id, ids, topic, key } = selection as Partial<{
    id: string;
    ids: string[];
    topic: string;
    key: string;
  }>;
  const { rows } = await client.query<{ resolved: number }>({
    ...sql('resolve-dead-letters'),
    values: [
      ids ?? (id === undefined ? null : [id]),
      topic ?? null,
      key ?? null,
      resolution,
      channels.deadLetters,
    ],
  });
  return rows[0]?.resolved ?? 0;
}

interface OutlineColumns {
  readonly outbox_id: string;
  readonly message_id: string;
  readonly topic: string;
  readonly key: string;
  readonly reason: string | null;
  readonly created_at: Date;
  readonly parked_at: Date;
  readonly resolution: 'replay' | 'discard' | null;
}

interface DeadLetterColumns extends OutlineColumns {
  readonly headers: Record<string, string>;
  readonly payload: unknown;
}
