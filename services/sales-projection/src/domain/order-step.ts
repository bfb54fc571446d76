import type { Message, OrderItem } from '@ordersaga/contracts';
import type { Outcome } from './outcome';

/** An order's domain event. */
export type OrderEvent = Extract<Message, { type: `com.ordersaga.order.domain.${string}` }>;

/** How many of a product an order has at one unit price. */
export type Line = Readonly<OrderItem>;

/**
 * What a run of an order's events without a gap (`first` to `last`) leaves behind. It says what lines and outcome
 * become, not what they change by, so the same step is right for a store that has part of the run already: it takes
 * the order's old lines off the counters and puts the new ones on.
 */
export interface OrderStep {
  readonly orderId: string;
  readonly first: number;
  readonly last: number;
  /** The time of its newest event. */
  readonly at: Date;
  /** Undefined: as before. */
  readonly lines?: readonly Line[];
  /** Undefined: as before, `open` for a new order. */
  readonly outcome?: Outcome;
}

/**
 * Folds one order's events, by rising version and each once, into steps: one, or more where versions are missing
 * between them (a replay that meets newer events). Whether a step fits is for the store to say.
 */
export function toSteps(events: readonly OrderEvent[]): OrderStep[] {
  const steps: OrderStep[] = [];
  for (const event of events) {
    const before = steps.at(-1);
    if (before && event.data.version === before.last + 1) steps[steps.length - 1] = extend(before, event);
    else steps.push(extend(startAt(event), event));
  }
  return steps;
}

function startAt({ data: { orderId, version }, time }: OrderEvent): OrderStep {
  return { orderId, first: version, last: version, at: time };
}

function extend(step: OrderStep, event: OrderEvent): OrderStep {
  const at = event.time > step.at ? event.time : step.at;
  return { ...step, last: event.data.version, at, ...effectOf(event) };
}

function effectOf(event: OrderEvent): Pick<OrderStep, 'lines' | 'outcome'> {
  switch (event.type) {
    case 'com.ordersaga.order.domain.placed.v1':
    case 'com.ordersaga.order.domain.items-changed.v1':
      return { lines: mergeLines(event.data.items) };
    case 'com.ordersaga.order.domain.completed.v1':
      return { outcome: 'completed' };
    case 'com.ordersaga.order.domain.failed.v1':
      return { outcome: 'failed' };
    case 'com.ordersaga.order.domain.cancelled.v1':
      return { outcome: 'cancelled' };
    case 'com.ordersaga.order.domain.confirmed.v1':
      return {};
  }
}

/** One line for each product and unit price. */
function mergeLines(items: readonly OrderItem[]): Line[] {
  const lines = new Map<string, Line>();
  for (const { productId, unitPrice, quantity } of items) {
    const key = `${unitPrice} ${productId}`;
    lines.set(key, { productId, unitPrice, quantity: quantity + (lines.get(key)?.quantity ?? 0) });
  }
  return [...lines.values()];
}
