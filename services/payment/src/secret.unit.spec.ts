import { format, inspect } from 'node:util';
import { Secret } from './secret';

const text = 'sk_test_do-not-tell';
const secret = new Secret(text);

describe('a secret', () => {
  it('is told to who asks for it', () => {
    expect(secret.reveal()).toBe(text);
  });

  it.each<[string, string]>([
    ['a text', String(secret)],
    ['JSON', JSON.stringify({ secret })],
    ['a print', inspect({ secret }, { showHidden: true, depth: 10 })],
    ['a format', format('%s %o %j', secret, secret, secret)],
    ['a spread', JSON.stringify({ ...secret })],
  ])('is not told in %s', (_, shown) => {
    expect(shown).not.toContain(text);
  });
});
