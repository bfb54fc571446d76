import { once } from 'node:events';
import { Delay } from './delay';

describe('a delay', () => {
  it('keeps the order when it is made shorter, and ends only after all is through', async () => {
    const delay = new Delay();
    const got: string[] = [];
    delay.on('data', (chunk: Buffer) => got.push(chunk.toString()));
    for (const [text, ms] of Object.entries({ a: 60, b: 60, c: 5, d: 0 })) {
      delay.ms = ms;
      delay.write(text);
    }
    expect(got).toEqual([]);
    delay.end();
    await once(delay, 'end');
    expect(got.join('')).toBe('abcd');
  });

  it('passes on at once when it has no time to wait for', async () => {
    const delay = new Delay();
    delay.write('a');
    expect(String(delay.read())).toBe('a');
  });
});
