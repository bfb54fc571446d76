/** Something that breaks a statement. */
export interface Fault {
  /** Tells the same fault again in a later look, whatever its figures are then. */
  readonly key: string;
  /** One line for people: what is wrong with which order, product or message. */
  readonly what: string;
  /** The ids of the orders concerned, as far as it can be told. */
  readonly orders: readonly string[];
}

/** What the audit found about one of the statements that always hold. */
export interface Finding {
  /** The statement's number, from 1. */
  readonly statement: number;
  readonly title: string;
  /** What was looked at, counted; names in camel case, money in minor units. */
  readonly figures: Readonly<Record<string, number>>;
  /** None: the statement holds. */
  readonly faults: readonly Fault[];
}

/** A fault of one order. */
export function faultOf(orderId: string, kind: string, what: string): Fault {
  return { key: `${orderId} ${kind}`, what: `order ${orderId}: ${what}`, orders: [orderId] };
}

/** The figures of a finding in words, e.g. `18 orders, 16 completed, 2 failed`. */
export function describeFigures({ figures }: Finding): string {
  return Object.entries(figures)
    .map(([name, count]) => `${count} ${name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)}`)
    .join(', ');
}
