import { Started } from './lifecycle';

describe('Started', () => {
  it('stops the last started first, and only once', async () => {
    const order: string[] = [];
    const started = new Started();
    for (const name of ['pool', 'consumer', 'http']) started.add(name, async () => void order.push(name));
    await Promise.all([started.stop(), started.stop()]);
    expect(order).toEqual(['http', 'consumer', 'pool']);
  });

  it('goes on past a part that fails and tells which one it was', async () => {
    const order: string[] = [];
    const started = new Started();
    started.add('pool', async () => void order.push('pool'));
    started.add('http', () => Promise.reject(new Error('socket stuck')));
    await expect(started.stop()).rejects.toThrow('http did not stop cleanly: socket stuck');
    expect(order).toEqual(['pool']);
  });

  it('stops what a failed start had begun', async () => {
    const order: string[] = [];
    const start = Started.during(async (started) => {
      started.add('pool', async () => void order.push('pool'));
      throw new Error('port taken');
    });
    await expect(start).rejects.toThrow('port taken');
    expect(order).toEqual(['pool']);
  });
});
