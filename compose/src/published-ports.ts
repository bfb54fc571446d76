import { PortAllocator } from '@ordersaga/local-stack';

/** The variable that sets the port of this machine, of everything that is to be reached from it. */
export const portVariables = {
  'message-relay': 'MESSAGE_RELAY_PORT',
  order: 'ORDER_PORT',
  stock: 'STOCK_PORT',
  payment: 'PAYMENT_PORT',
  'sales-projection': 'SALES_PROJECTION_PORT',
  'success-rate-projection': 'SUCCESS_RATE_PROJECTION_PORT',
  kafka: 'KAFKA_PORT',
  postgres: 'POSTGRES_PORT',
  redis: 'REDIS_PORT',
  mongo: 'MONGO_PORT',
  'redpanda-console': 'REDPANDA_CONSOLE_PORT',
  'mongo-express': 'MONGO_EXPRESS_PORT',
  'redis-commander': 'REDIS_COMMANDER_PORT',
} as const;

/** What a composed system shows to this machine. */
export type Published = keyof typeof portVariables;

/** A port of this machine for each. */
export type PublishedPorts = Readonly<Record<Published, number>>;

/** Ports that nobody has: a composed system of a test gets in nobody's way. */
export async function freePorts(): Promise<PublishedPorts> {
  const ports = new PortAllocator('any');
  const chosen: Partial<Record<Published, number>> = {};
  for (const name of Object.keys(portVariables) as Published[]) chosen[name] = await ports.allocate(0);
  return chosen as PublishedPorts;
}
