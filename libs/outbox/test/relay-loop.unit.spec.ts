import { eventually } from '@ordersaga/test-kit';
import type { MemoryRelayStore } from './memory-relay-store';
import type { RecordingPublisher } from './recording-publisher';
import { numbers, RelaysInMemory, type Given } from './relays-in-memory';

let relays: RelaysInMemory;
let store: MemoryRelayStore;
let broker: RecordingPublisher;

beforeEach(() => {
  relays = new RelaysInMemory();
  ({ store, broker } = relays);
});

afterEach(() => relays.stop());

const relay = (owner?: string, given?: Given) => relays.start(owner, given);

describe('the relay', () => {
  it('publishes every row once and in order, over many pages, with one send in flight', async () => {
    store.append(...numbers(1, 95).map((n) => ({ key: `k${Number(n) % 7}` })));
    relay();
    await eventually(() => expect(store.published).toBe(95));
    expect(broker.records.map((record) => record.value)).toEqual(numbers(1, 95));
    expect(broker.mostInFlight).toBe(1);
  });

  it('reads the next page while the last one is on its way, and moves the cursor only after the acknowledgement', async () => {
    let open = (): void => undefined;
    broker.gate = new Promise((resolve) => (open = resolve));
    store.append(...numbers(1, 30).map(() => ({ key: 'k' })));
    relay();
    await eventually(() => expect(store.reads).toBe(2));
    await eventually(() => expect(broker.calls).toEqual([10]));
    expect(store.published).toBe(0);
    open();
    await eventually(() => expect(store.published).toBe(30));
  });

  it('is woken by a hint', async () => {
    const { wakeUps } = relay('one', { pollMs: 60_000 });
    await eventually(() => expect(store.reads).toBe(1));
    store.append({ key: 'k' });
    wakeUps.rows.ring();
    await eventually(() => expect(broker.of('k')).toEqual(['1']), { within: 1000 });
  });

  it('waits for a broker that is away, keeps the lease, and parks nothing', async () => {
    broker.away = true;
    store.append({ key: 'a' }, { key: 'b' });
    relay();
    await eventually(() => expect(broker.calls.length).toBeGreaterThan(10));
    broker.away = false;
    await eventually(() => expect(store.published).toBe(2));
    expect(store.letters).toEqual([]);
    expect(store.fencing).toBe(1);
  });

  it('waits for a database that is down and goes on where it was', async () => {
    store.append({ key: 'a' });
    const { loop, wakeUps } = relay();
    await eventually(() => expect(store.published).toBe(1));
    store.down = true;
    wakeUps.rows.ring();
    await eventually(() => expect(loop.active).toBe(false));
    store.append({ key: 'a' });
    store.down = false;
    await eventually(() => expect(broker.of('a')).toEqual(['1', '2']));
  });

  it('tells how long each row took', async () => {
    const times: number[] = [];
    store.append({ key: 'a' }, { key: 'b' });
    relay('one', { events: { published: (some) => times.push(...some) } });
    await eventually(() => expect(times).toHaveLength(2));
    expect(Math.min(...times)).toBeGreaterThan(0);
  });
});
