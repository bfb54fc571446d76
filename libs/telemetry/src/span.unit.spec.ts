import { isTracing, parseTraceparent, recordSpans, startSpan, startTracing, type SpanRecording } from '.';

const trace = '0af7651916cd43dd8448eb211c80319c';
const caller = `00-${trace}-b7ad6b7169203331-01`;
const logger = { info: () => undefined, warn: () => undefined };

describe('spans', () => {
  let recording: SpanRecording;
  beforeEach(() => (recording = recordSpans()));
  afterEach(() => recording.stop());

  it('are children of the traceparent they are given, and hand on their own', () => {
    const server = startSpan('POST /orders', { kind: 'server', parent: caller });
    const send = startSpan('send orders', { kind: 'producer', parent: server?.traceparent });
    send?.end();
    server?.end();
    const [sent, served] = recording.ended;
    expect(served).toMatchObject({ kind: 'server', traceId: trace, parentId: 'b7ad6b7169203331' });
    expect(sent).toMatchObject({ kind: 'producer', traceId: trace, parentId: served?.spanId });
    expect(server?.traceparent).toBe(`00-${trace}-${served?.spanId}-01`);
    expect(recording.open).toBe(0);
  });

  it.each([undefined, 'not a traceparent', `00-${'0'.repeat(32)}-b7ad6b7169203331-01`])(
    'begin a trace of their own when the parent is %s',
    (parent) => {
      startSpan('first', { kind: 'internal', parent })?.end();
      expect(recording.ended[0]?.parentId).toBeUndefined();
      expect(recording.ended[0]?.traceId).not.toBe(trace);
    },
  );

  it('are none in a trace that is not sampled', () => {
    expect(
      startSpan('unseen', { kind: 'server', parent: `00-${trace}-b7ad6b7169203331-00` }),
    ).toBeUndefined();
    expect(recording.open).toBe(0);
  });

  it('keep what they are told and what went wrong', () => {
    const span = startSpan('a', { kind: 'client', parent: caller, attributes: { one: 1, none: undefined } });
    span?.set({ two: 'two' });
    span?.rename('b');
    span?.fail(Object.assign(new Error('away'), { code: 'ECONNREFUSED' }));
    span?.end();
    expect(recording.ended[0]).toMatchObject({
      name: 'b',
      attributes: { one: 1, two: 'two', 'error.type': 'ECONNREFUSED' },
      failed: true,
      errors: ['away'],
    });
  });
});

describe('tracing that is off', () => {
  it('makes no span', async () => {
    const tracing = startTracing({ serviceName: 'test', environment: {}, logger });
    expect([tracing.on, isTracing(), startSpan('a', { kind: 'server' })]).toEqual([false, false, undefined]);
    await tracing.stop();
  });
});

describe('tracing that is on', () => {
  it('makes spans until it is stopped', async () => {
    const environment = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9' };
    const tracing = startTracing({ serviceName: 'test', environment, logger });
    const span = startSpan('a', { kind: 'server', parent: caller });
    expect(parseTraceparent(span?.traceparent ?? '')).toMatchObject({ traceId: trace, sampled: true });
    await tracing.stop();
    expect([isTracing(), startSpan('a', { kind: 'server' })]).toEqual([false, undefined]);
    span?.end();
  });
});
