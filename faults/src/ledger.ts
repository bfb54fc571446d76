/** An order that a customer wants. */
export interface Wish {
  /** Its idempotency key; the customer's id as well, so that it can be told in the log. */
  readonly key: string;
  /** Which fault there was, or had just been, when the order was wanted; undefined: none. */
  readonly during: string | undefined;
  /** The ids that it was answered with: one, if all is well. */
  readonly orderIds: Set<string>;
}

/** What became of a customer's orders, as the event log has it. */
export interface LoggedOrder {
  readonly orderId: string;
  readonly customerId: string;
  /** How many outcomes it has. */
  readonly outcomes: number;
}

/** What a ledger comes to when the log is held against it. */
export interface Reckoning {
  /** By fault; `undefined` is the time without. */
  readonly byFault: ReadonlyMap<string | undefined, Counts>;
  /** What is wrong, an order a line. */
  readonly faults: readonly string[];
}

/** How many orders were accepted, and what went wrong with them. */
export interface Counts {
  readonly accepted: number;
  /** Accepted, and unknown or undecided in the end. */
  readonly lost: number;
  /** Wanted once, and placed more than once. */
  readonly doubled: number;
}

/** What customers have been told. */
export class Ledger {
  private readonly wishes: Wish[] = [];
  private fault: string | undefined;
  private accepted = 0;

  /** From now on there is this fault; undefined: there is none any more. */
  enter(fault: string | undefined): void {
    this.fault = fault;
  }

  /** Which fault there is. */
  get during(): string | undefined {
    return this.fault;
  }

  /** Notes that an order is wanted. */
  wish(key: string): Wish {
    const wish: Wish = { key, during: this.fault, orderIds: new Set() };
    this.wishes.push(wish);
    return wish;
  }

  /** Notes that an order was answered with 201. */
  accept(wish: Wish, orderId: string): void {
    if (wish.orderIds.size === 0) this.accepted += 1;
    wish.orderIds.add(orderId);
  }

  /** Orders accepted so far. */
  get count(): number {
    return this.accepted;
  }

  /** Holds what customers were told against what has happened. */
  reckon(logged: readonly LoggedOrder[]): Reckoning {
    const byCustomer = groupByCustomer(logged);
    const byFault = new Map<string | undefined, Counts>();
    const faults: string[] = [];
    for (const wish of this.wishes) {
      const placed = byCustomer.get(wish.key) ?? [];
      const lost = lossOf(wish, placed);
      const doubled = doublingOf(wish, placed);
      for (const fault of [lost, doubled])
        if (fault) faults.push(wish.during === undefined ? fault : `${fault} (${wish.during})`);
      const before = byFault.get(wish.during) ?? { accepted: 0, lost: 0, doubled: 0 };
      byFault.set(wish.during, {
        accepted: before.accepted + Number(wish.orderIds.size > 0),
        lost: before.lost + Number(lost !== undefined),
        doubled: before.doubled + Number(doubled !== undefined),
      });
    }
    return { byFault, faults };
  }
}

function groupByCustomer(logged: readonly LoggedOrder[]): Map<string, LoggedOrder[]> {
  const groups = new Map<string, LoggedOrder[]>();
  for (const order of logged) groups.set(order.customerId, [...(groups.get(order.customerId) ?? []), order]);
  return groups;
}

function lossOf({ orderIds }: Wish, placed: readonly LoggedOrder[]): string | undefined {
  for (const orderId of orderIds) {
    const order = placed.find((each) => each.orderId === orderId);
    if (!order) return `lost: order ${orderId} was accepted, and is unknown`;
    if (order.outcomes === 0) return `lost: order ${orderId} was accepted, and has no outcome`;
  }
  return undefined;
}

function doublingOf({ key, orderIds }: Wish, placed: readonly LoggedOrder[]): string | undefined {
  const ids = new Set([...orderIds, ...placed.map(({ orderId }) => orderId)]);
  return ids.size > 1 ? `doubled: ${key} wanted one order, there are ${[...ids].join(', ')}` : undefined;
}
