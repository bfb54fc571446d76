/** The order's rules, for whoever plays them without a server: every state, command, event and error, and the two functions between them. */
export * from './commands';
export { deadlineOf, usualLimits, type Deadline, type DeadlineLimits } from './deadline';
export { decide } from './decide';
export * from './events';
export { evolve, fold } from './evolve';
export type { Order, OrderFailure, OrderStatus } from './order';
export * from './order-errors';
