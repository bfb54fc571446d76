import { fromWire, type Message, type WireRecord } from './envelope';
import { isMessageType, type MessageType } from './registry';

/**
 * Makes a reader of the messages of some types; a message of ours that is for others is undefined, its payload unread.
 * The reader throws UnreadableMessageError when a record is no message of ours.
 */
export function readerOf<T extends MessageType>(
  types: readonly T[],
): (record: WireRecord) => Message<T> | undefined {
  const wanted: ReadonlySet<string> = new Set(types);
  return (record) => {
    const type = record.headers.ce_type;
    if (type !== undefined && isMessageType(type) && !wanted.has(type)) return undefined;
    return fromWire(record) as Message<T>;
  };
}
