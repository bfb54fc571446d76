import { readerOf, toWire, type Message } from '@ordersaga/contracts';
import type { ReceivedRecord } from '@ordersaga/messaging';
import { recordSpans, type SpanRecording } from '@ordersaga/telemetry';
import { traceMessages } from './trace-messages';

type Cancelled = Message<'com.ordersaga.order.cancelled.v1'>;

const trace = '0af7651916cd43dd8448eb211c80319c';
const sampled = `00-${trace}-b7ad6b7169203331-01`;
const unsampled = sampled.replace(/01$/, '00');

function record(orderId: string, traceparent?: string): ReceivedRecord {
  const message: Cancelled = {
    id: `message of ${orderId}`,
    type: 'com.ordersaga.order.cancelled.v1',
    source: '/test',
    subject: orderId,
    time: new Date('2026-11-21T10:00:00Z'),
    correlationId: 'c',
    causationId: 'c',
    ...(traceparent === undefined ? {} : { traceparent }),
    data: { orderId, revision: 1 },
  };
  const { key, headers, value } = toWire(message);
  return {
    ...{ topic: 'x-orders', partition: 0, offset: '0', key, headers, timestamp: new Date() },
    value: Buffer.from(value),
  };
}

describe('messages that are traced', () => {
  let recording: SpanRecording;
  beforeEach(() => (recording = recordSpans()));
  afterEach(() => recording.stop());

  const work = async (
    records: readonly ReceivedRecord[],
    handle: (messages: readonly Cancelled[]) => Promise<void>,
  ): Promise<void> => {
    const decode = readerOf(['com.ordersaga.order.cancelled.v1']);
    const traced = traceMessages({ decode, handle }, 'x-stock');
    await traced.handle(records.flatMap((each) => traced.decode(each) ?? []));
  };

  it('have a span each in their own trace, which is the parent of what the handler writes', async () => {
    const seen: (string | undefined)[] = [];
    await work([record('a', sampled), record('b')], async (messages) => {
      expect(recording.open).toBe(2);
      seen.push(...messages.map(({ traceparent }) => traceparent));
    });
    const [a, b] = recording.ended;
    expect(a).toMatchObject({
      name: 'process x-orders',
      kind: 'consumer',
      traceId: trace,
      parentId: 'b7ad6b7169203331',
      attributes: {
        'messaging.system': 'kafka',
        'messaging.destination.name': 'x-orders',
        'messaging.consumer.group.name': 'x-stock',
        'messaging.message.id': 'message of a',
        'messaging.kafka.message.key': 'a',
        'messaging.batch.message_count': 2,
      },
    });
    expect(b?.parentId).toBeUndefined();
    expect(seen).toEqual([`00-${trace}-${a?.spanId}-01`, `00-${b?.traceId}-${b?.spanId}-01`]);
  });

  it('are handed on as they are when their trace is not sampled', async () => {
    const seen: (string | undefined)[] = [];
    await work([record('a', unsampled)], async ([message]) => void seen.push(message?.traceparent));
    expect(seen).toEqual([unsampled]);
    expect(recording.ended).toEqual([]);
  });

  it('leave no span open when an attempt fails, and have new ones for the next', async () => {
    const batch = [record('a', sampled), record('b', sampled)];
    const failing = work(batch, async () => {
      throw new Error('does not fit');
    });
    await expect(failing).rejects.toThrow('does not fit');
    expect(recording.open).toBe(0);
    expect(recording.ended.map(({ failed, errors }) => [failed, errors])).toEqual([
      [true, ['does not fit']],
      [true, ['does not fit']],
    ]);
    await work(batch, async () => undefined);
    expect(recording.ended.map(({ failed }) => failed)).toEqual([true, true, false, false]);
    expect(new Set(recording.ended.map(({ spanId }) => spanId)).size).toBe(4);
  });
});
