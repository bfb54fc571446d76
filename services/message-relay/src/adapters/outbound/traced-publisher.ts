import type { RelayPublisher, RelayRecord } from '@ordersaga/outbox';
import { startSpan, type Span } from '@ordersaga/telemetry';

/**
 * A publisher with a span for each record that belongs to a trace, from the send to its acknowledgement. The record
 * carries its span's `traceparent` to Kafka. Each attempt has spans of its own.
 */
export class TracedPublisher implements RelayPublisher {
  constructor(private readonly publisher: RelayPublisher) {}

  async publish(records: readonly RelayRecord[]): Promise<void> {
    const spans = records.map(startSend);
    try {
      await this.publisher.publish(records.map((record, n) => carry(record, spans[n])));
    } catch (error) {
      for (const span of spans.slice(publishedBefore(error))) span?.fail(error);
      throw error;
    } finally {
      for (const span of spans) span?.end();
    }
  }
}

/** None for a record outside of every trace: a header more could make it too large to be taken. */
function startSend({ topic, key, headers }: RelayRecord): Span | undefined {
  if (headers.traceparent === undefined) return undefined;
  return startSpan(`send ${topic}`, {
    kind: 'producer',
    parent: headers.traceparent,
    attributes: {
      'messaging.system': 'kafka',
      'messaging.operation.name': 'send',
      'messaging.operation.type': 'send',
      'messaging.destination.name': topic,
      'messaging.message.id': headers.ce_id,
      'messaging.kafka.message.key': key,
      'cloudevents.event_type': headers.ce_type,
      'ordersaga.correlation_id': headers.correlationid,
    },
  });
}

function carry(record: RelayRecord, span: Span | undefined): RelayRecord {
  return span ? { ...record, headers: { ...record.headers, traceparent: span.traceparent } } : record;
}

/** How many records are published although the call has failed: a refusal may name the first that is not. */
function publishedBefore(error: unknown): number {
  const { code, index } = error as { code?: unknown; index?: unknown };
  return code === 'record-refused' && typeof index === 'number' ? index : 0;
}
