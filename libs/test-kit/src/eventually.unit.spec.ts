import { eventually } from './eventually';

describe('eventually', () => {
  it('gives back what the assertion returned once it holds', async () => {
    let calls = 0;
    const result = await eventually(() => {
      calls += 1;
      if (calls < 3) throw new Error('not yet');
      return calls;
    });
    expect(result).toBe(3);
  });

  it('throws the last error when the deadline has passed', async () => {
    const never = () => Promise.reject(new Error('still not'));
    await expect(eventually(never, { within: 20, every: 5 })).rejects.toThrow('still not');
  });
});
