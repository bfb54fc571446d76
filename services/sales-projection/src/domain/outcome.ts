/** What can become of an order, as far as sales go: still open, or one of its three ends. */
export const outcomes = ['open', 'completed', 'failed', 'cancelled'] as const;
export type Outcome = (typeof outcomes)[number];

/** A quantity for each outcome. */
export type QuantityByOutcome = Readonly<Record<Outcome, number>>;

/** Adds two quantities up, outcome by outcome. */
export function addQuantities(a: QuantityByOutcome, b: QuantityByOutcome): QuantityByOutcome {
  return {
    open: a.open + b.open,
    completed: a.completed + b.completed,
    failed: a.failed + b.failed,
    cancelled: a.cancelled + b.cancelled,
  };
}

/** The sum over all outcomes. */
export function totalOf(quantities: QuantityByOutcome): number {
  return outcomes.reduce((sum, outcome) => sum + quantities[outcome], 0);
}
