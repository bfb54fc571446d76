import { toWire, UnreadableMessageError, type Message } from './envelope';
import { readerOf } from './message-reader';

const cancelled = {
  id: '0199-1',
  type: 'com.ordersaga.order.cancelled.v1',
  source: '/ordersaga/order',
  subject: 'order-1',
  time: new Date('2026-01-02T03:04:05.678Z'),
  correlationId: 'request-1',
  causationId: 'event-1',
  data: { orderId: 'order-1', revision: 1 },
} satisfies Message;

describe('a reader of some types', () => {
  const onWire = (message: Message, headers = {}) => {
    const { key, headers: own, value } = toWire(message);
    return { key, headers: { ...own, ...headers }, value: Buffer.from(value) };
  };

  it('reads those', () => {
    expect(readerOf(['com.ordersaga.order.cancelled.v1'])(onWire(cancelled))).toEqual(cancelled);
  });

  it('passes over what is for others, whatever is in it', () => {
    const read = readerOf(['com.ordersaga.order.placed.v1']);
    expect(read(onWire(cancelled))).toBeUndefined();
    expect(read({ ...onWire(cancelled), value: Buffer.from('{') })).toBeUndefined();
  });

  it.each([
    ['of an unknown type', { ce_type: 'com.other.v1' }],
    ['without a type', { ce_type: undefined }],
  ])('passes over nothing %s', (_what, headers) => {
    expect(() => readerOf([])(onWire(cancelled, headers))).toThrow(UnreadableMessageError);
  });
});
