const separator = '\0';
const priceDigits = 16;

/**
 * A product id as the sorted sets hold it: NUL, which separates the parts of a member, never occurs in it, and ids sort
 * (by bytes) as they did before. NUL becomes 01 01, 01 becomes 01 02.
 */
export function toMember(productId: string): string {
  // eslint-disable-next-line no-control-regex
  return productId.replace(/[\0\x01]/g, (char) => (char === '\0' ? '\x01\x01' : '\x01\x02'));
}

/** The product id of what `toMember` made. */
export function fromMember(member: string): string {
  // eslint-disable-next-line no-control-regex
  return member.replace(/\x01([\x01\x02])/g, (_, code) => (code === '\x01' ? '\0' : '\x01'));
}

/** A unit price with leading zeros, so that prices sort as numbers: 16 digits hold every safe integer. */
export function toPriceText(unitPrice: number): string {
  return String(unitPrice).padStart(priceDigits, '0');
}

/** Product id and unit price of a member of the sorted set `prices`. */
export function readPriceMember(member: string): { productId: string; unitPrice: number } {
  const end = member.indexOf(separator);
  return { productId: fromMember(member.slice(0, end)), unitPrice: Number(member.slice(end + 1)) };
}

/** The lexicographic range of `prices` that holds every price of the products from one to another, both included. */
export function priceRange(firstProduct: string, lastProduct: string): { from: string; to: string } {
  return { from: `[${toMember(firstProduct)}${separator}`, to: `(${toMember(lastProduct)}\x01` };
}

/** The order of members in Redis: by bytes, which JavaScript's own comparison of strings is not. */
export function compareBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
