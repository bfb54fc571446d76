export { deadLetterTopic, topics } from './topics';
export {
  fromWire,
  toHeaders,
  toWire,
  UnreadableMessageError,
  type Actor,
  type Cause,
  type Message,
  type MessageContext,
  type WireRecord,
} from './envelope';
export { readerOf } from './message-reader';
export { toOutboxMessage } from './outbox-message';
export {
  isMessageType,
  messageTypes,
  parsePayload,
  PayloadError,
  type MessageType,
  type Payload,
} from './registry';
export {
  defaultCurrency,
  defaultPaymentMethod,
  failureReason,
  type FailureReason,
  type OrderItem,
  type Shortage,
} from './payloads/values';
