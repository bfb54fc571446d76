import { fromWire, toHeaders, toWire, UnreadableMessageError, type Message } from './envelope';
import { messageTypes } from './registry';

const message = {
  id: '0199-1',
  type: 'com.ordersaga.stock.reserved.v1',
  source: '/ordersaga/stock',
  subject: 'order-1',
  time: new Date('2026-01-02T03:04:05.678Z'),
  correlationId: 'request-1',
  causationId: 'event-1',
  traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
  data: {
    orderId: 'order-1',
    revision: 1,
    total: 4990,
    hold: false,
    currency: 'EUR',
    paymentMethod: 'card-ok',
  },
} satisfies Message;

const onWire = (data: unknown, headers = toHeaders(message)) => ({
  key: 'order-1',
  headers,
  value: data === null ? null : Buffer.from(typeof data === 'string' ? data : JSON.stringify(data)),
});

describe('the envelope', () => {
  it('comes off the wire as it went on', () => {
    const { value, ...record } = toWire(message);
    expect(record.key).toBe('order-1');
    expect(fromWire({ ...record, value: Buffer.from(value) })).toEqual(message);
  });

  it('carries the attributes of CloudEvents 1.0 as binary-mode headers', () => {
    expect(toHeaders(message)).toEqual({
      ce_specversion: '1.0',
      ce_id: '0199-1',
      ce_type: 'com.ordersaga.stock.reserved.v1',
      ce_source: '/ordersaga/stock',
      ce_subject: 'order-1',
      ce_time: '2026-01-02T03:04:05.678Z',
      'content-type': 'application/json',
      correlationid: 'request-1',
      causationid: 'event-1',
      traceparent: message.traceparent,
    });
  });

  it('drops members that a newer producer added and fills in those an older one left out', () => {
    const { currency: _currency, paymentMethod: _method, ...older } = message.data;
    expect(fromWire(onWire({ ...older, added: 'later' })).data).toEqual(message.data);
  });

  it.each([
    ['no payload', onWire(null), 'no payload'],
    ['broken JSON', onWire('{"orderId"'), 'not JSON'],
    ['a payload that its schema refuses', onWire({ ...message.data, total: -1, revision: 0.5 }), 'total'],
    [
      'an unknown type',
      onWire({}, { ...toHeaders(message), ce_type: 'com.other.v1' }),
      'no schema for com.other.v1',
    ],
    ['no envelope', onWire({}, {}), 'ce_id, ce_type, ce_source'],
    ['a time that is none', onWire({}, { ...toHeaders(message), ce_time: 'noon' }), 'ce_time'],
  ])('says what is wrong with %s', (_what, record, reason) => {
    expect(() => fromWire(record)).toThrow(UnreadableMessageError);
    expect(() => fromWire(record)).toThrow(reason);
  });

  it('makes do without optional attributes', () => {
    const { ce_id, ce_type, ce_source } = toHeaders(message);
    const timestamp = new Date(0);
    const read = fromWire({ ...onWire(message.data, { ce_id, ce_type, ce_source } as never), timestamp });
    expect(read).toMatchObject({
      subject: 'order-1',
      time: timestamp,
      correlationId: '0199-1',
      causationId: '0199-1',
    });
  });

  it('names every type com.ordersaga.<subject>.<fact>.v<n>', () => {
    for (const type of messageTypes) expect(type).toMatch(/^com\.ordersaga(\.[a-z-]+){2,3}\.v\d+$/);
  });
});
