import type { Message } from '@ordersaga/contracts';
import type { NoteStockRejected } from '../domain/commands';

/** Stock cannot give what the order asks for: the order fails, if it still asks for that. */
export function whenStockRejected({
  data: { revision, shortages },
}: Message<'com.ordersaga.stock.rejected.v1'>): NoteStockRejected {
  return { type: 'note-stock-rejected', revision, shortages };
}
