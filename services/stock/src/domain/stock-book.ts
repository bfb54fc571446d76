import { decideReservation } from './decide-reservation';
import type { Product } from './product';
import { emptyReservation, type Reservation } from './reservation';
import type { ReservationCommand } from './reservation-command';
import type { StockEvent } from './stock-event';

/**
 * Products and reservations in memory while a batch of commands is decided one after the other, each on what the
 * ones before it have left. Remembers what has changed, so that it can be written in one go.
 */
export class StockBook {
  private readonly changedProducts = new Set<string>();
  private readonly changedReservations = new Set<string>();

  /** Takes both maps over and changes them. */
  constructor(
    private readonly products: Map<string, Product>,
    private readonly reservations: Map<string, Reservation>,
  ) {}

  /** Decides a command and gives back what to tell. */
  decide(command: ReservationCommand): readonly StockEvent[] {
    const before = this.reservations.get(command.orderId) ?? emptyReservation(command.orderId);
    const { reservation, products, events } = decideReservation(command, before, (id) =>
      this.products.get(id),
    );
    if (reservation) {
      this.reservations.set(reservation.orderId, reservation);
      this.changedReservations.add(reservation.orderId);
    }
    for (const product of products) {
      this.products.set(product.productId, product);
      this.changedProducts.add(product.productId);
    }
    return events;
  }

  /** The products and reservations that differ from what the book began with. */
  changes(): { products: Product[]; reservations: Reservation[] } {
    return {
      products: pick(this.products, this.changedProducts),
      reservations: pick(this.reservations, this.changedReservations),
    };
  }
}

function pick<T>(all: ReadonlyMap<string, T>, keys: ReadonlySet<string>): T[] {
  return [...keys].flatMap((key) => all.get(key) ?? []);
}
