import type { Queryable } from '@ordersaga/postgres';
import type { OutboxMessage } from './outbox-message';
import { sql } from './statements';

/** A message's payload is no JSON value (undefined, a function, a bigint, a circle); nothing was written. */
export class UnserializablePayloadError extends Error {
  readonly code = 'outbox-payload-unserializable';
  constructor(
    readonly messageId: string,
    options?: ErrorOptions,
  ) {
    super(`the payload of message ${messageId} cannot be written as JSON`, options);
    this.name = 'UnserializablePayloadError';
  }
}

/**
 * Appends messages to the outbox in one statement, their ids in the order given. Call it in the transaction that makes
 * the change, after the changed rows are locked; and give the relay a hint once that is committed.
 * @throws UnserializablePayloadError before anything is sent to the database
 */
export async function appendToOutbox(client: Queryable, messages: readonly OutboxMessage[]): Promise<void> {
  if (messages.length === 0) return;
  await client.query({
    ...sql('append-to-outbox'),
    values: [
      messages.map((message) => message.messageId),
      messages.map((message) => message.topic),
      messages.map((message) => message.key),
      messages.map((message) => JSON.stringify(message.headers)),
      messages.map(payloadText),
    ],
  });
}

function payloadText({ messageId, payload }: OutboxMessage): string {
  let text: string | undefined;
  try {
    text = JSON.stringify(payload);
  } catch (cause) {
    throw new UnserializablePayloadError(messageId, { cause });
  }
  if (text === undefined) throw new UnserializablePayloadError(messageId);
  return text;
}
