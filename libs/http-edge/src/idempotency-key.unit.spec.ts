import type { Request } from 'express';
import { idempotencyKeyOf } from './idempotency-key';

const requestWith = (key?: string) => ({ get: () => key }) as unknown as Request;

describe('an idempotency key', () => {
  it.each([undefined, 'a', '"quoted"', 'with spaces ~', 'x'.repeat(255)])('is taken as it is: %j', (key) => {
    expect(idempotencyKeyOf(requestWith(key))).toBe(key);
  });

  it.each(['', 'x'.repeat(256), 'ä', 'tab\there'])('is refused when it is %j', (key) => {
    expect(() => idempotencyKeyOf(requestWith(key))).toThrow('1 to 255 printable ASCII characters');
  });
});
