import { fromWire, isMessageType, type WireRecord } from '@ordersaga/contracts';
import { isOrderMessageType, type OrderMessage } from '../../../application/order-messages';

/**
 * Reads a record that Stock reacts to; undefined for a message of ours that is for others.
 * @throws UnreadableMessageError when it is no message of ours
 */
export function decodeOrderMessage(record: WireRecord): OrderMessage | undefined {
  const type = record.headers['ce_type'];
  if (type !== undefined && isMessageType(type) && !isOrderMessageType(type)) return undefined;
  return fromWire(record) as OrderMessage;
}
