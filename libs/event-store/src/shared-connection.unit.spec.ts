import { EventEmitter } from 'node:events';
import type { Pool } from 'pg';
import { SharedConnection } from './shared-connection';

class Client extends EventEmitter {
  readonly release = jest.fn();
}

class FakePool {
  readonly clients: Client[] = [];
  waitingCount = 0;

  async connect(): Promise<Client> {
    const client = new Client();
    this.clients.push(client);
    return Promise.resolve(client);
  }
}

describe('a shared connection', () => {
  let pool: FakePool;
  let shared: SharedConnection;

  beforeEach(() => {
    pool = new FakePool();
    shared = new SharedConnection(pool as unknown as Pool);
  });

  const failing = (severity?: string): Error => Object.assign(new Error('failed'), severity && { severity });
  const use = (outcome: Promise<void>): Promise<void> => shared.use(() => outcome);
  const hold = (): [Promise<void>, () => void, (error: Error) => void] => {
    let settle: [() => void, (error: Error) => void] | undefined;
    const outcome = new Promise<void>((resolve, reject) => (settle = [resolve, reject]));
    return [use(outcome), ...settle!];
  };

  it('is one for all, and goes back when the last one is done', async () => {
    const [first, endFirst] = hold();
    const [second, endSecond] = hold();
    endFirst();
    await first;
    expect(pool.clients).toHaveLength(1);
    expect(pool.clients[0]?.release).not.toHaveBeenCalled();
    endSecond();
    await second;
    await use(Promise.resolve());
    expect(pool.clients).toHaveLength(2);
    expect(pool.clients[0]?.release.mock.calls).toEqual([[undefined]]);
  });

  it.each([
    ['goes back after an error of a statement', 'ERROR', undefined],
    ['is given up after an error of the connection', 'FATAL', 'failed'],
    ['is given up when the server said nothing', undefined, 'failed'],
  ])('%s', async (_what, severity, message) => {
    const [other, end] = hold();
    await expect(use(Promise.reject(failing(severity)))).rejects.toThrow('failed');
    await use(Promise.resolve());
    expect(pool.clients).toHaveLength(2);
    end();
    await other;
    const [reason] = pool.clients[0]?.release.mock.calls[0] as [Error | undefined];
    expect(reason?.message).toBe(message);
  });

  it('leaves a turn to others who wait for a connection', async () => {
    const [first, end] = hold();
    await new Promise((resolve) => setImmediate(resolve));
    pool.waitingCount = 1;
    await use(Promise.resolve());
    expect(pool.clients).toHaveLength(2);
    end();
    await first;
  });

  it('hears when the connection breaks, only while it is on loan', async () => {
    const [first, end] = hold();
    await new Promise((resolve) => setImmediate(resolve));
    const [client] = pool.clients;
    client?.emit('error', new Error('lost'));
    end();
    await first;
    expect(client?.listenerCount('error')).toBe(0);
  });

  it('tells everybody when there is no connection, and tries again', async () => {
    const connect = jest.spyOn(pool, 'connect').mockRejectedValueOnce(new Error('no connection'));
    const outcomes = await Promise.allSettled([use(Promise.resolve()), use(Promise.resolve())]);
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    await use(Promise.resolve());
    expect(connect).toHaveBeenCalledTimes(2);
  });
});
