import type { OrderEvent } from '../../../src/domain/events';
import type { StateName } from './states';

/** What happens when a command meets a state. */
export type Cell =
  | { readonly kind: 'event'; readonly event: OrderEvent; readonly to: StateName }
  | { readonly kind: 'nothing' }
  | { readonly kind: 'refused'; readonly code: string; readonly status: number | undefined };

/** A row of the table: one command, in one of the ways in which it is asked, in every state. */
export type Cells = Readonly<Record<StateName, Cell>>;

/** This is recorded, and leads to a state. */
export function records(event: OrderEvent, to: StateName): Cell {
  return { kind: 'event', event, to };
}

/** Neither an event nor an error. */
export const nothing: Cell = { kind: 'nothing' };

/** An error of this code; over HTTP, where a call leads there, it is answered with this status. */
export function refused(code: string, status?: number): Cell {
  return { kind: 'refused', code, status };
}
