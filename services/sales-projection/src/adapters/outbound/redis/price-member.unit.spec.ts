import fc from 'fast-check';
import { compareBytes, fromMember, priceRange, readPriceMember, toMember, toPriceText } from './price-member';

const id = fc.oneof(
  fc.string({ unit: 'grapheme', minLength: 1 }),
  fc.string({ unit: fc.constantFrom('\0', '\x01', '\x02', 'a'), minLength: 1 }),
);
const price = fc.nat({ max: Number.MAX_SAFE_INTEGER });
const memberOf = (productId: string, unitPrice: number) =>
  `${toMember(productId)}\0${toPriceText(unitPrice)}`;

describe('members of the sorted sets', () => {
  it('hold any product id and any price', () => {
    fc.assert(
      fc.property(id, price, (productId, unitPrice) => {
        expect(fromMember(toMember(productId))).toBe(productId);
        expect(readPriceMember(memberOf(productId, unitPrice))).toEqual({ productId, unitPrice });
      }),
    );
  });

  it('sort by product id, then by price', () => {
    fc.assert(
      fc.property(id, id, price, price, (a, b, priceA, priceB) => {
        const expected = compareBytes(a, b) || priceA - priceB;
        expect(Math.sign(compareBytes(memberOf(a, priceA), memberOf(b, priceB)))).toBe(Math.sign(expected));
      }),
    );
  });

  it("lie within their product's range and no other product's", () => {
    fc.assert(
      fc.property(id, id, price, (productId, other, unitPrice) => {
        const { from, to } = priceRange(other, other);
        const member = memberOf(productId, unitPrice);
        const within = compareBytes(member, from.slice(1)) >= 0 && compareBytes(member, to.slice(1)) < 0;
        expect(within).toBe(productId === other);
      }),
    );
  });
});
