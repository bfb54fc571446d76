import type { Message } from '@ordersaga/contracts';
import type { ReceivedRecord } from '@ordersaga/messaging';
import { startSpan, type Span } from '@ordersaga/telemetry';

/** How a consumer reads records and works on what it has read. */
interface Processing<M> {
  readonly decode: (record: ReceivedRecord) => M | undefined;
  readonly handle: (messages: readonly M[]) => Promise<void>;
}

/**
 * The same processing with a span for each message, in the message's trace. `handle` sees messages whose `traceparent` is
 * their span's, so that what it writes is the span's child. Each attempt has spans of its own.
 * @param group as Kafka knows it
 */
export function traceMessages<M extends Message>(processing: Processing<M>, group: string): Processing<M> {
  // A message doesn't know its topic.
  const topics = new WeakMap<M, string>();
  return {
    decode: (record) => {
      const message = processing.decode(record);
      if (message) topics.set(message, record.topic);
      return message;
    },
    handle: async (messages) => {
      const spans: Span[] = [];
      const traced = messages.map((message) => {
        const destination = { topic: topics.get(message) ?? '', group, count: messages.length };
        const span = startProcessing(message, destination);
        if (!span) return message;
        spans.push(span);
        return { ...message, traceparent: span.traceparent };
      });
      try {
        await processing.handle(traced);
      } catch (error) {
        for (const span of spans) span.fail(error);
        throw error;
      } finally {
        for (const span of spans) span.end();
      }
    },
  };
}

function startProcessing(
  { id, type, subject, correlationId, traceparent }: Message,
  { topic, group, count }: { topic: string; group: string; count: number },
): Span | undefined {
  return startSpan(`process ${topic}`, {
    kind: 'consumer',
    parent: traceparent,
    attributes: {
      'messaging.system': 'kafka',
      'messaging.operation.name': 'process',
      'messaging.operation.type': 'process',
      'messaging.destination.name': topic,
      'messaging.consumer.group.name': group,
      'messaging.message.id': id,
      'messaging.kafka.message.key': subject,
      'messaging.batch.message_count': count,
      'cloudevents.event_type': type,
      'ordersaga.correlation_id': correlationId,
    },
  });
}
