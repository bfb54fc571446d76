import { fromWire, isMessageType, type WireRecord } from '@ordersaga/contracts';
import { isPaymentTriggerType, type PaymentTrigger } from '../../../application/payment-messages';

/**
 * Reads a record that Payment reacts to; undefined for a message of ours that is for others.
 * @throws UnreadableMessageError when it is no message of ours
 */
export function decodePaymentTrigger(record: WireRecord): PaymentTrigger | undefined {
  const type = record.headers['ce_type'];
  if (type !== undefined && isMessageType(type) && !isPaymentTriggerType(type)) return undefined;
  return fromWire(record) as PaymentTrigger;
}
