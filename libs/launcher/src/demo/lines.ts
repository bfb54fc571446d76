/** A product and how many of it. */
export interface Line {
  readonly productId: string;
  readonly quantity: number;
}

/** Lines as people write them. */
export function linesText(lines: readonly Line[]): string {
  return lines.map(({ productId, quantity }) => `${quantity} × ${productId}`).join(', ');
}
