import type { Shortage } from '@ordersaga/contracts';
import { moveToReserved, moveToSold, type Product } from './product';
import type { Line, Reservation } from './reservation';
import type { GiveBack, ReservationCommand, SetLines } from './reservation-command';
import type { StockEvent } from './stock-event';

/** The products by id; undefined for one that was never catalogued. */
export type ProductLookup = (productId: string) => Product | undefined;

/** What has changed, and what to tell. Nothing at all for a command that comes twice, late, or after the end. */
export interface ReservationDecision {
  readonly reservation?: Reservation;
  readonly products: readonly Product[];
  readonly events: readonly StockEvent[];
}

const nothing: ReservationDecision = { products: [], events: [] };

/**
 * Decides one command on the order's reservation. Guards: a closed reservation stays as it is, and only a revision
 * above the last decided one sets lines.
 */
export function decideReservation(
  command: ReservationCommand,
  reservation: Reservation,
  product: ProductLookup,
): ReservationDecision {
  if (reservation.state !== 'open') return nothing;
  switch (command.kind) {
    case 'set-lines':
      return command.revision > reservation.revision ? setLines(command, reservation, product) : nothing;
    case 'give-back':
      return giveBack(command, reservation, product);
    case 'spend':
      return spend(reservation, product);
  }
}

function setLines(command: SetLines, reservation: Reservation, product: ProductLookup): ReservationDecision {
  const wanted = quantities(command.lines);
  const held = quantities(reservation.lines);
  const { orderId, revision } = command;
  const shortages = findShortages(wanted, held, product);
  if (shortages.length > 0)
    return {
      reservation: { ...reservation, revision },
      products: [],
      events: [{ type: 'com.ordersaga.stock.rejected.v1', data: { orderId, revision, shortages } }],
    };
  return {
    reservation: { ...reservation, revision, lines: toLines(wanted) },
    products: moveDifference(wanted, held, product),
    events: [reserved(command)],
  };
}

/** `available` is what this order could have got: what is free and what it holds already. */
function findShortages(
  wanted: ReadonlyMap<string, number>,
  held: ReadonlyMap<string, number>,
  product: ProductLookup,
): Shortage[] {
  return [...wanted]
    .map(([productId, requested]) => ({
      productId,
      requested,
      available: (product(productId)?.available ?? 0) + (held.get(productId) ?? 0),
    }))
    .filter(({ requested, available }) => requested > available);
}

function moveDifference(
  wanted: ReadonlyMap<string, number>,
  held: ReadonlyMap<string, number>,
  product: ProductLookup,
): Product[] {
  const touched = [...new Set([...wanted.keys(), ...held.keys()])];
  return touched.flatMap((productId) => {
    const found = product(productId);
    const difference = (wanted.get(productId) ?? 0) - (held.get(productId) ?? 0);
    return found && difference !== 0 ? [moveToReserved(found, difference)] : [];
  });
}

function giveBack(
  { orderId, revision }: GiveBack,
  reservation: Reservation,
  product: ProductLookup,
): ReservationDecision {
  const held = reservation.lines.length > 0;
  return {
    reservation: { ...reservation, state: 'released', lines: [] },
    products: moveDifference(new Map(), quantities(reservation.lines), product),
    events: held ? [{ type: 'com.ordersaga.stock.released.v1', data: { orderId, revision } }] : [],
  };
}

function spend(reservation: Reservation, product: ProductLookup): ReservationDecision {
  return {
    reservation: { ...reservation, state: 'spent', lines: [] },
    products: reservation.lines.flatMap(({ productId, quantity }) => {
      const found = product(productId);
      return found ? [moveToSold(found, quantity)] : [];
    }),
    events: [],
  };
}

function reserved({ orderId, revision, total, hold, currency, paymentMethod }: SetLines): StockEvent {
  return {
    type: 'com.ordersaga.stock.reserved.v1',
    data: { orderId, revision, total, hold, currency, paymentMethod },
  };
}

/** A product named twice is added up. */
function quantities(lines: readonly Line[]): Map<string, number> {
  const sum = new Map<string, number>();
  for (const { productId, quantity } of lines) sum.set(productId, (sum.get(productId) ?? 0) + quantity);
  return sum;
}

function toLines(sum: ReadonlyMap<string, number>): Line[] {
  return [...sum].map(([productId, quantity]) => ({ productId, quantity }));
}
