import { isMessageType, parsePayload, PayloadError, type MessageType } from '@ordersaga/contracts';
import type { StoredEvent } from '@ordersaga/event-store';
import type { OrderEvent } from '@ordersaga/projection';

const source = '/ordersaga/order';
const ofOrders = /^order\.(.+)$/;

/** An event of an order that no contract of this release knows: its order can be followed up to there. */
export interface UnreadableEvent {
  readonly orderId: string;
  readonly version: number;
  readonly reason: string;
}

/** What an event of the log is to a projection. */
export type ReadEvent = { readonly event: OrderEvent } | { readonly unreadable: UnreadableEvent } | undefined;

/** An event of the log as the topic `order.domain-events` carries it; undefined when it is none of an order. */
export function toOrderEvent(stored: StoredEvent): ReadEvent {
  const name = ofOrders.exec(stored.type)?.[1];
  if (name === undefined) return undefined;
  const { streamId: orderId, version, eventId, metadata, recordedAt } = stored;
  const type = `com.ordersaga.order.domain.${name}.v${stored.schemaVersion}`;
  if (!isMessageType(type)) return { unreadable: { orderId, version, reason: `no schema for ${type}` } };
  const data = payloadOf(stored, type);
  if (data instanceof PayloadError) return { unreadable: { orderId, version, reason: data.message } };
  const { correlationId = eventId, causationId = eventId } = metadata as Partial<Record<string, string>>;
  const context = { id: eventId, source, subject: orderId, time: recordedAt, correlationId, causationId };
  return { event: { ...context, type, data } as OrderEvent };
}

function payloadOf({ streamId: orderId, version, data }: StoredEvent, type: MessageType) {
  try {
    return parsePayload(type, { orderId, version, ...(data as object) });
  } catch (error) {
    if (error instanceof PayloadError) return error;
    throw error;
  }
}
