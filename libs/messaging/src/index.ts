export {
  BrokerUnavailableError,
  RecordRefusedError,
  TopicsNotReadyError,
  type RefusalReason,
} from './errors';
export { toKafkaConfig, type SaslOptions, type TlsOptions } from './kafka/connection-options';
export { createMessaging, type MessagingOptions } from './kafka/kafka-messaging';
export { deadLetterHeader } from './consuming/dead-letter';
export { createMemoryMessaging, type MemoryMessaging } from './memory/memory-messaging';
export {
  silentLogger,
  type Consumer,
  type ConsumerEvent,
  type ConsumerHealth,
  type ConsumerOptions,
  type DeadLetter,
  type DeadLetterDecision,
  type DeadLetterOrigin,
  type DeadLetterOutcome,
  type DeadLetterReason,
  type DeadLetters,
  type Gathering,
  type HeaderValue,
  type Logger,
  type Messaging,
  type OutgoingRecord,
  type Publisher,
  type ReceivedRecord,
  type RetryPolicy,
  type TopicSpec,
  type WaitReason,
} from './port';
