import { eventually } from '@ordersaga/test-kit';
import type { MemoryRelayStore } from './memory-relay-store';
import type { RecordingPublisher } from './recording-publisher';
import { RelaysInMemory, type Given } from './relays-in-memory';

let relays: RelaysInMemory;
let store: MemoryRelayStore;
let broker: RecordingPublisher;

beforeEach(() => {
  relays = new RelaysInMemory();
  ({ store, broker } = relays);
});

afterEach(() => relays.stop());

const relay = (owner?: string, given?: Given) => relays.start(owner, given);

describe('the lease', () => {
  it('lets one relay work and another stand by, which takes over when the first stops', async () => {
    const first = relay('one');
    await eventually(() => expect(first.loop.active).toBe(true));
    const second = relay('two');
    store.append({ key: 'a' });
    await eventually(() => expect(store.published).toBe(1));
    expect(second.loop.active).toBe(false);
    await first.loop.stop();
    store.append({ key: 'a' });
    await eventually(() => expect(broker.of('a')).toEqual(['1', '2']));
    expect(second.loop.active).toBe(true);
  });

  it('lets a relay that lost it move nothing', async () => {
    let open = (): void => undefined;
    broker.gate = new Promise((resolve) => (open = resolve));
    store.append({ key: 'a' });
    const { loop } = relay('one', { leaseTtlMs: 100_000 });
    await eventually(() => expect(broker.calls).toEqual([1]));
    store.steal('other');
    open();
    await eventually(() => expect(loop.active).toBe(false));
    expect(store.published).toBe(0);
  });

  it('ends publishing when it could not be renewed in time', async () => {
    broker.away = true;
    store.append({ key: 'a' });
    const { loop } = relay('one', { leaseTtlMs: 30 });
    await eventually(() => expect(loop.active).toBe(true));
    store.down = true;
    await eventually(() => expect(loop.active).toBe(false));
    const sends = broker.calls.length;
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(broker.calls.length).toBe(sends);
  });

  it('is handed over to a relay that stands by, when the instance may do so', async () => {
    let yields = 0;
    const given = { leaseTtlMs: 30, mayYieldTo: () => (yields += 1) === 1, hesitateMs: () => yields * 50 };
    const first = relay('one', given);
    await eventually(() => expect(first.loop.active).toBe(true));
    const second = relay('two');
    store.standbyLoad = 0;
    await eventually(() => expect(second.loop.active).toBe(true));
    expect(first.loop.active).toBe(false);
  });

  it('is given up on stop, after the page in flight is through', async () => {
    let open = (): void => undefined;
    broker.gate = new Promise((resolve) => (open = resolve));
    store.append({ key: 'a' });
    const { loop } = relay();
    await eventually(() => expect(broker.calls).toEqual([1]));
    const stopped = loop.stop();
    open();
    await stopped;
    expect(store.published).toBe(1);
    expect(store.owner).toBeNull();
  });

  it('can be stopped while the broker is away', async () => {
    broker.away = true;
    store.append({ key: 'a' });
    const { loop } = relay();
    await eventually(() => expect(broker.calls.length).toBeGreaterThan(2));
    await loop.stop();
    expect(store).toMatchObject({ published: 0, owner: null });
  });
});
