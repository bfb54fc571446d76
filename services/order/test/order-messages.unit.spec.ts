import { fromWire, parsePayload, toHeaders } from '@ordersaga/contracts';
import { announce } from '../src/application/order-messages';
import { recordEvents } from '../src/application/record-events';
import type { OrderCommand } from '../src/domain/commands';
import { fold } from '../src/domain/evolve';
import { catalogue, eventsAfter, orderId, placing } from './domain/order-scenario';

const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
const cause = { correlationId: 'correlation', causationId: 'request', traceparent };
const at = new Date('2026-11-21T10:00:00.000Z');

function announcementsAfter(...commands: OrderCommand[]) {
  let id = 0;
  const newId = () => `018f0000-0000-7000-8000-00000000010${(id += 1)}`;
  const { events } = recordEvents(orderId, undefined, eventsAfter(...commands), cause, {
    now: () => at,
    newId,
  });
  return { events, announcements: announce({ orderId, before: undefined, events }) };
}

const add: OrderCommand = {
  type: 'add-item',
  productId: 'mouse',
  quantity: 1,
  price: catalogue.get('mouse'),
};
const outcomes: OrderCommand[] = [
  { type: 'note-payment-completed', revision: 2 },
  { type: 'note-payment-declined', revision: 2, detail: 'no funds' },
  {
    type: 'note-stock-rejected',
    revision: 2,
    shortages: [{ productId: 'mouse', requested: 1, available: 0 }],
  },
  { type: 'cancel', reason: 'changed my mind' },
];

describe.each(outcomes)('the messages of an order up to $type', (outcome) => {
  const { events, announcements } = announcementsAfter(
    placing({ hold: true, paymentMethod: 'card-flaky' }),
    { type: 'confirm' },
    add,
    outcome,
  );
  const messages = announcements.flatMap(({ domain, integration }) => [domain, integration]);

  it('carry payloads that their schemas accept and leave as they are', () => {
    for (const { type, data } of messages) expect(parsePayload(type, data)).toEqual(data);
  });

  it('read the same on the other side of Kafka', () => {
    for (const message of messages) {
      const value = Buffer.from(JSON.stringify(message.data));
      expect(fromWire({ key: orderId, headers: toHeaders(message), value })).toEqual(message);
    }
  });

  it('have ids that follow from the events, each its own', () => {
    expect(announcements.map(({ domain }) => domain.id)).toEqual(events.map(({ eventId }) => eventId));
    expect(new Set(messages.map(({ id }) => id)).size).toBe(messages.length);
    expect(announce({ orderId, before: undefined, events })).toEqual(announcements);
  });

  it('say when it happened, what it belongs to and what caused it', () => {
    for (const { domain, integration } of announcements) {
      const context = { time: at, subject: orderId, correlationId: 'correlation', traceparent };
      expect(domain).toMatchObject({ ...context, causationId: 'request' });
      expect(integration).toMatchObject({ ...context, causationId: domain.id });
    }
  });
});

it('an integration message of changed items carries the terms that hold by then', () => {
  const { announcements } = announcementsAfter(
    placing({ hold: true, paymentMethod: 'card-flaky' }),
    add,
    { type: 'confirm' },
    add,
  );
  const terms = { currency: 'EUR', paymentMethod: 'card-flaky' };
  expect(announcements[1]?.integration.data).toMatchObject({ ...terms, hold: true, revision: 2 });
  expect(announcements[3]?.integration.data).toMatchObject({ ...terms, hold: false, revision: 3 });
});

it('a change is told from the order it changed', () => {
  const { events } = announcementsAfter(placing({ hold: true }), add);
  const change = { orderId, before: fold(events.slice(0, 1)), events: events.slice(1) };
  expect(announce(change)[0]?.integration.data).toMatchObject({ hold: true, revision: 2 });
});

it('time does not run backwards within an order when clocks differ', () => {
  const order = fold(announcementsAfter(placing()).events);
  const slow = { now: () => new Date(at.getTime() - 5_000), newId: () => 'id' };
  const { events } = recordEvents(
    orderId,
    order,
    [{ type: 'order.completed', data: { revision: 1 } }],
    cause,
    slow,
  );
  expect(events[0]).toMatchObject({ version: 2, recordedAt: at });
});
