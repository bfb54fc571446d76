/** The rules of stock, for whoever plays them without a server. */
export { decideReservation, type ReservationDecision } from './decide-reservation';
export type { Product } from './product';
export type { Line, Reservation } from './reservation';
export type { ReservationCommand } from './reservation-command';
export type { StockEvent } from './stock-event';
