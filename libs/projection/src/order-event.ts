import { messageTypes, type Message, type MessageType } from '@ordersaga/contracts';

/** The types of topic `order.domain-events`: every event of an order as it is stored. */
export type OrderEventType = Extract<MessageType, `com.ordersaga.order.domain.${string}`>;

/** An order's domain event as a projection reads it: `data.orderId` and `data.version` say where it belongs. */
export type OrderEvent = Message<OrderEventType>;

const orderEventTypes: ReadonlySet<string> = new Set(
  messageTypes.filter((type) => type.startsWith('com.ordersaga.order.domain.')),
);

/** Whether a message is an order's domain event. */
export function isOrderEvent(message: Message): message is OrderEvent {
  return orderEventTypes.has(message.type);
}
