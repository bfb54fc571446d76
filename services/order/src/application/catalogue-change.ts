/** What is new of a product. Its name and its price are guarded by themselves, each by the revision that set it. */
export interface CatalogueChange {
  readonly productId: string;
  /** Left out by a change of price only. */
  readonly name?: { readonly text: string; readonly revision: number };
  readonly price: { readonly unitPrice: number; readonly currency: string; readonly revision: number };
}

/** One change per product, sorted by id, that says what all of them say; of two revisions the higher counts. */
export function mergeChanges(changes: readonly CatalogueChange[]): CatalogueChange[] {
  const merged = new Map<string, CatalogueChange>();
  for (const change of changes) {
    const known = merged.get(change.productId);
    merged.set(change.productId, known === undefined ? change : merge(known, change));
  }
  return [...merged.values()].sort((a, b) => (a.productId < b.productId ? -1 : 1));
}

function merge(a: CatalogueChange, b: CatalogueChange): CatalogueChange {
  const name = newer(a.name, b.name);
  const price = a.price.revision >= b.price.revision ? a.price : b.price;
  return { productId: a.productId, price, ...(name === undefined ? {} : { name }) };
}

function newer<T extends { readonly revision: number }>(a: T | undefined, b: T | undefined): T | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return a.revision >= b.revision ? a : b;
}
