import { NotCaughtUpError, waitForParameter, waitForVersion } from './wait-for';

describe('waitFor', () => {
  it.each([
    ['order-1@3', { orderId: 'order-1', version: 3 }],
    ['a@b@12', { orderId: 'a@b', version: 12 }],
  ])('reads %s', (text, wanted) => {
    expect(waitForParameter.parse(text)).toEqual(wanted);
  });

  it.each(['', 'order-1', 'order-1@', '@3', 'order-1@0', 'order-1@-1', 'order-1@1.5', 'order-1@x'])(
    'refuses %j',
    (text) => {
      expect(waitForParameter.safeParse(text).success).toBe(false);
    },
  );

  it('answers as soon as the version, or a later one, is there', async () => {
    const seen = [0, 1, 4];
    await waitForVersion(async () => seen.shift()!, { orderId: 'a', version: 3 });
    expect(seen).toEqual([]);
  });

  it('gives up in time, saying how far it is', async () => {
    const waiting = waitForVersion(async () => 2, { orderId: 'a', version: 3 }, 30);
    await expect(waiting).rejects.toEqual(new NotCaughtUpError({ orderId: 'a', version: 3 }, 2));
  });
});
