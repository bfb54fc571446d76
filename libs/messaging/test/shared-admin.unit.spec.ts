import type { Admin } from 'kafkajs';
import type { KafkaClient } from '../src/kafka/kafka-client';
import { SharedAdmin } from '../src/kafka/shared-admin';

/** Clients that are numbered, and remember which of them were closed. */
class Clients {
  readonly closed: number[] = [];
  private opened = 0;

  readonly open = (): KafkaClient => {
    const number = ++this.opened;
    const admin = { connect: () => Promise.resolve(), number } as unknown as Admin;
    const dispose = () => Promise.resolve(void this.closed.push(number));
    return { kafka: { admin: () => admin }, dispose } as unknown as KafkaClient;
  };
}

const numberOf = (admin: Admin): Promise<number> =>
  Promise.resolve((admin as unknown as { number: number }).number);
const refused = (): Promise<never> => Promise.reject(new Error('not the leader'));

describe('an admin connection that is shared', () => {
  it('is made anew after a failure, and closed only when others have their answers', async () => {
    const clients = new Clients();
    const shared = new SharedAdmin(clients.open);
    let answer = (): void => undefined;
    const slow = shared.ask(
      (admin) => new Promise<void>((resolve) => (answer = resolve)).then(() => numberOf(admin)),
      10_000,
    );
    await expect(shared.ask(refused, 10_000)).rejects.toThrow('not the leader');
    expect(clients.closed).toEqual([]);
    expect(await shared.ask(numberOf, 10_000)).toBe(2);
    answer();
    expect(await slow).toBe(1);
    expect(clients.closed).toEqual([1]);
    await shared.close();
    expect(clients.closed).toEqual([1, 2]);
  });

  it('is closed at once when nobody else asks', async () => {
    const clients = new Clients();
    const shared = new SharedAdmin(clients.open);
    await expect(shared.ask(refused, 10_000)).rejects.toThrow();
    expect(clients.closed).toEqual([1]);
  });

  it('gives up a question at its deadline', async () => {
    const clients = new Clients();
    const shared = new SharedAdmin(clients.open);
    const asked = shared.ask(() => new Promise<never>(() => undefined), 20);
    await expect(asked).rejects.toMatchObject({ code: 'broker-unavailable' });
    expect(clients.closed).toEqual([1]);
  });
});
