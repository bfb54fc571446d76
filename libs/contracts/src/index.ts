export { deadLetterTopic, topics } from './topics';
export {
  fromWire,
  toHeaders,
  UnreadableMessageError,
  type Message,
  type MessageContext,
  type WireRecord,
} from './envelope';
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
