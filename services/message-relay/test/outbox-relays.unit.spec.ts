import { OutboxRelays, type OutboxRelay, type OutboxState } from '../src/application/outbox-relays';

const idle: OutboxState = { backlog: 0, oldestAgeMs: null, deadLetters: 0, active: true, owner: 'me' };

function relay(name: string, status: () => Promise<OutboxState>): OutboxRelay {
  return { name, start: () => Promise.resolve(), stop: () => Promise.resolve(), status };
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
});
