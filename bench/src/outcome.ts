import type { Figure } from './figure';

/** What became of a case: its figures, or why there are none. */
export type Outcome =
  | { readonly name: string; readonly figures: readonly Figure[] }
  | { readonly name: string; readonly failure: Error };
