import { OutboxRelays, type OutboxRelay, type OutboxState } from '../src/application/outbox-relays';

const idle: OutboxState = { backlog: 0, oldestAgeMs: null, deadLetters: 0, active: true, owner: 'me' };

function relay(name: string, status: () => Promise<OutboxState>): OutboxRelay {
  return {
    name,
    start: () => Promise.resolve(),
    stop: () => Promise.resolve(),
    status,
    checkReady: () => Promise.resolve(),
  };
}

describe('the relays of an instance', () => {
  it('report on the outboxes that can be asked, and say why another cannot', async () => {
    const relays = new OutboxRelays([
      relay('order', () => Promise.resolve(idle)),
      relay('stock', () => Promise.reject(new Error('connection refused'))),
    ]);
    expect(await relays.state()).toEqual([
      { name: 'order', ...idle },
      {
        ...{ name: 'stock', problem: 'connection refused' },
        ...{ backlog: null, oldestAgeMs: null, deadLetters: null, active: null, owner: null },
      },
    ]);
  });

  it('ask once for answers that are wanted at the same time', async () => {
    let asked = 0;
    const relays = new OutboxRelays([relay('order', () => ((asked += 1), Promise.resolve(idle)))]);
    await Promise.all([relays.state(), relays.state(), relays.state()]);
    expect(asked).toBe(1);
  });

  it('ask again only once the last answer is in and has aged', async () => {
    let now = 0;
    let asked = 0;
    let answer = (_state: OutboxState): void => undefined;
    const status = () => new Promise<OutboxState>((resolve) => ((asked += 1), (answer = resolve)));
    const relays = new OutboxRelays([relay('order', status)], () => now);
    const first = relays.state();
    now = 60_000;
    const second = relays.state();
    answer(idle);
    await Promise.all([first, second]);
    now += 200;
    await relays.state();
    expect(asked).toBe(1);
    now += 100;
    void relays.state();
    expect(asked).toBe(2);
  });
});
