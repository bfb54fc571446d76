import type { Message } from '@ordersaga/contracts';

/** The messages of an order that its reservation follows. */
export const orderMessageTypes = [
  'com.ordersaga.order.placed.v1',
  'com.ordersaga.order.items-changed.v1',
  'com.ordersaga.order.completed.v1',
  'com.ordersaga.order.failed.v1',
  'com.ordersaga.order.cancelled.v1',
] as const;

export type OrderMessageType = (typeof orderMessageTypes)[number];
export type OrderMessage = Message<OrderMessageType>;
