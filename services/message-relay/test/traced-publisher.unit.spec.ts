import type { RelayRecord } from '@ordersaga/outbox';
import { recordSpans, type SpanRecording } from '@ordersaga/telemetry';
import { TracedPublisher } from '../src/adapters/outbound/traced-publisher';

const trace = '0af7651916cd43dd8448eb211c80319c';
const sampled = `00-${trace}-b7ad6b7169203331-01`;
const unsampled = sampled.replace(/01$/, '00');

function record(key: string, traceparent?: string): RelayRecord {
  const headers = { ce_id: `message of ${key}`, ...(traceparent === undefined ? {} : { traceparent }) };
  return { topic: 'orders', key, headers, value: '{}' };
}

describe('a publisher that traces', () => {
  let recording: SpanRecording;
  beforeEach(() => (recording = recordSpans()));
  afterEach(() => recording.stop());

  const publish = async (
    records: readonly RelayRecord[],
    fails?: Error & { code?: string; index?: number },
  ): Promise<readonly RelayRecord[]> => {
    let sent: readonly RelayRecord[] = [];
    const publisher = new TracedPublisher({
      publish: async (given) => {
        sent = given;
        if (fails) throw fails;
      },
    });
    const outcome = publisher.publish(records);
    if (fails) await expect(outcome).rejects.toBe(fails);
    else await outcome;
    expect(recording.open).toBe(0);
    return sent;
  };

  it('sends each record with a span of its own as the parent of who reads it', async () => {
    const row = record('a', sampled);
    const [sent] = await publish([row]);
    const [span] = recording.ended;
    expect(span).toMatchObject({
      name: 'send orders',
      kind: 'producer',
      traceId: trace,
      parentId: 'b7ad6b7169203331',
      failed: false,
      attributes: { 'messaging.destination.name': 'orders', 'messaging.message.id': 'message of a' },
    });
    expect(sent).toEqual({
      ...row,
      headers: { ...row.headers, traceparent: `00-${trace}-${span?.spanId}-01` },
    });
    expect(row.headers.traceparent).toBe(sampled);
  });

  it('leaves what belongs to no trace, or to one that is not sampled, as it is', async () => {
    const rows = [record('a'), record('b', unsampled)];
    const sent = await publish(rows);
    expect([sent[0] === rows[0], sent[1] === rows[1], recording.ended]).toEqual([true, true, []]);
  });

  it('ends every span when a send fails', async () => {
    await publish([record('a', sampled), record('b', sampled)], new Error('no broker'));
    expect(recording.ended.map(({ failed }) => failed)).toEqual([true, true]);
  });

  it('knows what was published before a record that is refused', async () => {
    const refused = Object.assign(new Error('too large'), { code: 'record-refused', index: 1 });
    await publish([record('a', sampled), record('b', sampled), record('c', sampled)], refused);
    expect(recording.ended.map(({ failed }) => failed)).toEqual([false, true, true]);
  });
});
