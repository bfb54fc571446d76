import { isMessageType, parsePayload } from '@ordersaga/contracts';
import type { StoredEvent } from '@ordersaga/event-store';
import type { OrderEvent } from '@ordersaga/projection';
import { UnusableLogError } from './errors';

const source = '/ordersaga/order';
const ofOrders = /^order\.(.+)$/;

/**
 * An event of the log as the topic `order.domain-events` carries it; undefined when it is none of an order.
 * @throws UnusableLogError when the contract does not know it: to pass over it would leave a gap in its order
 */
export function toOrderEvent(stored: StoredEvent): OrderEvent | undefined {
  const name = ofOrders.exec(stored.type)?.[1];
  if (name === undefined) return undefined;
  const { streamId: orderId, version, eventId, metadata, recordedAt } = stored;
  const type = `com.ordersaga.order.domain.${name}.v${stored.schemaVersion}`;
  if (!isMessageType(type))
    throw new UnusableLogError(`no schema for ${type}, version ${version} of ${orderId}`);
  const { correlationId = eventId, causationId = eventId } = metadata as Partial<Record<string, string>>;
  const context = { id: eventId, source, subject: orderId, time: recordedAt, correlationId, causationId };
  return { ...context, type, data: payloadOf(stored, type) } as OrderEvent;
}

function payloadOf(
  { streamId: orderId, version, data }: StoredEvent,
  type: Parameters<typeof parsePayload>[0],
) {
  try {
    return parsePayload(type, { orderId, version, ...(data as object) });
  } catch (cause) {
    throw new UnusableLogError(`version ${version} of ${orderId}: ${(cause as Error).message}`, { cause });
  }
}
