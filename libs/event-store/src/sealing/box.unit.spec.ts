import { randomBytes } from 'node:crypto';
import { assert, integer, property, string, uint8Array } from 'fast-check';
import { keyLength, seal, unseal } from './box';

const key = randomBytes(keyLength);

describe('a box', () => {
  it('gives back what was sealed, to who has the key and names what it is bound to', () => {
    assert(
      property(uint8Array({ maxLength: 200 }), string(), (bytes, place) => {
        const content = Buffer.from(bytes);
        expect(unseal(key, seal(key, content, [place]), [place])).toEqual(content);
      }),
    );
  });

  it('does not open when any bit of it has changed', () => {
    const box = seal(key, Buffer.from('Ann Lee'), ['a']);
    assert(
      property(integer({ min: 0, max: box.length * 8 - 1 }), (bit) => {
        const changed = Buffer.from(box);
        changed[bit >> 3] = (changed[bit >> 3] as number) ^ (1 << (bit & 7));
        expect(() => unseal(key, changed, ['a'])).toThrow();
      }),
    );
  });

  it('does not open with another key, elsewhere, or cut off', () => {
    const box = seal(key, Buffer.from('Ann Lee'), ['a']);
    expect(() => unseal(randomBytes(keyLength), box, ['a'])).toThrow();
    expect(() => unseal(key, box, ['b'])).toThrow();
    for (let length = 0; length < box.length; length += 1)
      expect(() => unseal(key, box.subarray(0, length), ['a'])).toThrow();
  });

  it('never looks the same twice', () => {
    const boxes = Array.from({ length: 1_000 }, () => seal(key, Buffer.from('Ann'), []).toString('hex'));
    expect(new Set(boxes.map((box) => box.slice(0, 24))).size).toBe(1_000);
  });
});
