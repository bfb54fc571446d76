import { messageTypes, type Message, type MessageType } from '@ordersaga/contracts';

/** The types of topic `order.domain-events`: every event of an order as it is stored. */
export type OrderEventType = Extract<MessageType, `com.ordersaga.order.domain.${string}`>;

/** An order's domain event as a projection reads it: `data.orderId` and `data.version` say where it belongs. */
export type OrderEvent = Message<OrderEventType>;

/** Every one of them. */
export const orderEventTypes = messageTypes.filter((type) =>
  type.startsWith('com.ordersaga.order.domain.'),
) as readonly OrderEventType[];
