import { foldOrder, type EventRow, type RecountedOrder } from './fold-order';

const event = (version: number, type: string, more: Partial<EventRow> = {}): EventRow => ({
  ...{ order_id: 'o', stored_version: 3, version, type, schema_version: 1, recorded_at: new Date(version) },
  data: { revision: 1 },
  ...more,
});
const fold = (...events: EventRow[]): RecountedOrder =>
  events.reduce<RecountedOrder | undefined>(foldOrder, undefined)!;
const placed = event(1, 'order.placed', {
  data: { revision: 1, total: 200, hold: true, items: [{ productId: 'mouse', quantity: 2, unitPrice: 100 }] },
});

describe('an order folded from its events', () => {
  it('is what they come to', () => {
    expect(fold(placed, event(2, 'order.confirmed'), event(3, 'order.completed'))).toMatchObject({
      ...{ events: 3, version: 3, status: 'completed', hold: false, total: 200, updatedAt: new Date(3) },
      ...{ disorder: undefined, unknown: undefined },
    });
  });

  it.each([
    ['a type', event(2, 'order.gift-wrapped')],
    ['a schema', event(2, 'order.completed', { schema_version: 2 })],
  ])('is followed up to the first event of %s that is not known', (_what, unknown) => {
    expect(fold(placed, unknown, event(3, 'order.cancelled'))).toMatchObject({
      ...{
        events: 3,
        version: 1,
        status: 'suspended',
        outcomes: 0,
        updatedAt: new Date(1),
        disorder: undefined,
      },
      unknown: { version: 2, type: unknown.type, schemaVersion: unknown.schema_version },
    });
  });

  it.each([
    ['a gap', [placed, event(3, 'order.confirmed')], 'version 3 follows 1'],
    ['a beginning that is none', [event(1, 'order.confirmed')], 'begins with order.confirmed'],
    ['a second beginning', [placed, { ...placed, version: 2 }], 'it is placed twice'],
    [
      'something after the end',
      [placed, event(2, 'order.failed'), event(3, 'order.confirmed')],
      'order.confirmed comes after its outcome',
    ],
  ])('shows %s', (_what, events, disorder) => {
    expect(fold(...events)).toMatchObject({ disorder, events: events.length });
  });
});
