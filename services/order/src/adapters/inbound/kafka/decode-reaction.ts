import { fromWire, isMessageType, type WireRecord } from '@ordersaga/contracts';
import { isReactionType, type ReactionMessage } from '../../../application/reaction-messages';

/**
 * Reads a record that Order reacts to; undefined for a message of ours that is for others.
 * @throws UnreadableMessageError when it is no message of ours
 */
export function decodeReaction(record: WireRecord): ReactionMessage | undefined {
  const type = record.headers.ce_type;
  if (type !== undefined && isMessageType(type) && !isReactionType(type)) return undefined;
  return fromWire(record) as ReactionMessage;
}
