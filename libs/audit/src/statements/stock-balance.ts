import { faultOf, type Fault, type Finding } from '../finding';
import type { Line, RecountedOrder } from '../fold-order';
import type { RecountedLog } from '../recount-orders';
import { Snapshot } from '../snapshot';

interface ProductRow {
  readonly product_id: string;
  readonly initial: number;
  readonly restocked: number;
  readonly available: number;
  readonly reserved: number;
  readonly sold: number;
}
interface ReservationRow {
  readonly order_id: string;
  readonly state: 'open' | 'released' | 'spent';
  readonly revision: number;
  readonly lines: readonly Quantity[];
}
type Quantity = Omit<Line, 'unitPrice'>;

/** Stock at one moment. */
export interface ShownStock {
  readonly products: readonly ProductRow[];
  readonly reservations: readonly ReservationRow[];
}

/** Reads Stock's products and reservations. */
export function readStock(stockDatabase: string): Promise<ShownStock> {
  return Snapshot.of(stockDatabase, async (snapshot) => ({
    products: await snapshot.all<ProductRow>('list-products'),
    reservations: await snapshot.all<ReservationRow>('list-reservations'),
  }));
}

/**
 * 2: for each product, initial + restocked = available + reserved + sold, and nothing is negative. Besides: what is
 * reserved is what open reservations hold, what is sold is what orders with a spent reservation have, and the
 * reservation of each order is in the state that its outcome asks for. The log must have been read after the stock.
 */
export function checkStock({ products, reservations }: ShownStock, { orders }: RecountedLog): Finding {
  const held = sumUp(reservations.flatMap(({ lines }) => lines));
  const sold = sumUp(
    reservations.flatMap(({ order_id, state }) =>
      state === 'spent' ? (orders.get(order_id)?.items ?? []) : [],
    ),
  );
  const byOrder = new Map(reservations.map((reservation) => [reservation.order_id, reservation]));
  const strangers = reservations.filter(({ order_id }) => !orders.has(order_id));
  const sum = (of: (product: ProductRow) => number): number =>
    products.reduce((total, product) => total + of(product), 0);
  return {
    statement: 2,
    title: 'Nothing of the stock is lost or made up',
    figures: {
      products: products.length,
      piecesCameIn: sum(({ initial, restocked }) => initial + restocked),
      available: sum(({ available }) => available),
      reserved: sum(({ reserved }) => reserved),
      sold: sum(({ sold }) => sold),
      reservations: reservations.length,
      reservationsOpen: reservations.filter(({ state }) => state === 'open').length,
    },
    faults: [
      ...products.flatMap((product) => productFaults(product, held, sold)),
      ...[...orders.values()].flatMap((order) => reservationFaults(order, byOrder.get(order.orderId))),
      ...strangers.map(({ order_id }) =>
        faultOf(order_id, 'stranger', 'stock is kept for it, but nobody placed it'),
      ),
    ],
  };
}

function sumUp(lines: readonly Quantity[]): Map<string, number> {
  const sums = new Map<string, number>();
  for (const { productId, quantity } of lines) sums.set(productId, (sums.get(productId) ?? 0) + quantity);
  return sums;
}

function productFaults(
  { product_id, initial, restocked, available, reserved, sold }: ProductRow,
  heldOf: ReadonlyMap<string, number>,
  soldOf: ReadonlyMap<string, number>,
): Fault[] {
  const faults: Fault[] = [];
  const note = (kind: string, what: string): void =>
    void faults.push({ key: `${product_id} ${kind}`, what: `product ${product_id}: ${what}`, orders: [] });
  if (initial + restocked !== available + reserved + sold)
    note(
      'balance',
      `${initial} + ${restocked} came in, ${available} available + ${reserved} reserved + ${sold} sold are there`,
    );
  if (Math.min(initial, restocked, available, reserved, sold) < 0) note('negative', 'something is negative');
  const held = heldOf.get(product_id) ?? 0;
  if (reserved !== held) note('reserved', `${reserved} reserved, but open reservations hold ${held}`);
  const spent = soldOf.get(product_id) ?? 0;
  if (sold !== spent) note('sold', `${sold} sold, but completed orders have ${spent}`);
  return faults;
}

const stateFor = {
  suspended: 'open',
  completed: 'spent',
  failed: 'released',
  cancelled: 'released',
} as const;

function reservationFaults(order: RecountedOrder, reservation: ReservationRow | undefined): Fault[] {
  const { orderId, status, revision, revisions } = order;
  const wrong = (kind: string, what: string): Fault[] => [faultOf(orderId, kind, what)];
  if (reservation === undefined)
    return status === 'suspended' ? [] : wrong('reservation', `${status}, and Stock has not heard of it`);
  if (reservation.state !== stateFor[status])
    return wrong('reservation', `${status}, its reservation is ${reservation.state}`);
  if (reservation.revision > revision || (status === 'completed' && reservation.revision !== revision))
    return wrong('revision', `at revision ${revision}, its reservation at ${reservation.revision}`);
  if (reservation.lines.length === 0) return [];
  // A shortage leaves the reservation as an older revision made it.
  const had = [...revisions].some(
    ([of, lines]) => of <= reservation.revision && sameLines(lines, reservation.lines),
  );
  return had ? [] : wrong('lines', `what is reserved is none of its revisions: ${textOf(reservation.lines)}`);
}

function sameLines(some: readonly Quantity[], others: readonly Quantity[]): boolean {
  return textOf(some) === textOf(others);
}

function textOf(lines: readonly Quantity[]): string {
  return lines
    .map(({ productId, quantity }) => `${quantity} × ${productId}`)
    .sort()
    .join(', ');
}
