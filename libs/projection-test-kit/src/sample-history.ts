import { type FailureReason, type OrderItem } from '@ordersaga/contracts';
import { type OrderEvent, type OrderEventType } from '@ordersaga/projection';

/** What happens to a sample order after it was placed. */
export type SampleStep =
  | { readonly items: readonly OrderItem[] }
  | { readonly failed: FailureReason }
  | 'confirmed'
  | 'completed'
  | 'cancelled';

/** A sample order. */
export interface SampleOrder {
  readonly orderId: string;
  readonly items: readonly OrderItem[];
  readonly customerId?: string;
  /** Each further event comes a second later. */
  readonly placedAt?: Date;
}

/** The events of a made-up order, as Order would publish them: for tests of projections. */
export function sampleHistory(order: SampleOrder, ...steps: readonly SampleStep[]): OrderEvent[] {
  const { orderId, items, customerId = 'customer-1', placedAt = new Date('2026-11-21T10:00:00Z') } = order;
  const placed = {
    customerId,
    revision: 1,
    ...priced(items),
    currency: 'EUR',
    hold: false,
    paymentMethod: 'card-ok',
  };
  const events = [eventOf(orderId, 1, placedAt, 'placed', placed)];
  let revision = 1;
  for (const [index, step] of steps.entries()) {
    if (typeof step === 'object' && 'items' in step) revision += 1;
    const time = new Date(placedAt.getTime() + (index + 1) * 1_000);
    events.push(eventOf(orderId, index + 2, time, nameOf(step), { revision, ...detailsOf(step) }));
  }
  return events;
}

function nameOf(step: SampleStep): string {
  if (typeof step === 'string') return step;
  return 'items' in step ? 'items-changed' : 'failed';
}

function detailsOf(step: SampleStep): object {
  if (typeof step === 'string') return {};
  return 'items' in step ? priced(step.items) : { reason: step.failed };
}

function priced(items: readonly OrderItem[]): object {
  return { items, total: items.reduce((sum, { quantity, unitPrice }) => sum + quantity * unitPrice, 0) };
}

function eventOf(orderId: string, version: number, time: Date, name: string, details: object): OrderEvent {
  const type = `com.ordersaga.order.domain.${name}.v1` as OrderEventType;
  const id = `${orderId}-${version}`;
  const context = {
    id,
    source: '/ordersaga/order',
    subject: orderId,
    time,
    correlationId: id,
    causationId: id,
  };
  return { ...context, type, data: { orderId, version, ...details } } as OrderEvent;
}
