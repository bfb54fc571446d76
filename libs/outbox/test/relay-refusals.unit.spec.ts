import { eventually } from '@ordersaga/test-kit';
import type { MemoryRelayStore } from './memory-relay-store';
import type { RecordingPublisher } from './recording-publisher';
import { numbers, RelaysInMemory } from './relays-in-memory';

let relays: RelaysInMemory;
let store: MemoryRelayStore;
let broker: RecordingPublisher;

beforeEach(() => {
  relays = new RelaysInMemory();
  ({ store, broker } = relays);
});

afterEach(() => relays.stop());

const relay = (...args: Parameters<RelaysInMemory['start']>) => relays.start(...args);

describe('a refused row', () => {
  it.each([true, false])('stops its key only; the broker names the record: %s', async (tellsIndex) => {
    broker.tellsIndex = tellsIndex;
    broker.refuses = (record) => (['2', '9'].includes(record.value) ? 'too-large' : undefined);
    store.append(...numbers(1, 12).map((n) => ({ key: `k${Number(n) % 4}` })));
    relay();
    await eventually(() => expect(store.published).toBe(12));
    expect(store.letters.map(({ id, reason }) => [id, reason !== null])).toEqual([
      ...[
        ['2', true],
        ['6', false],
        ['9', true],
        ['10', false],
      ],
    ]);
    expect(broker.of('k0')).toEqual(['4', '8', '12']);
    expect(broker.of('k1')).toEqual(['1', '5']);
    expect(broker.of('k2')).toEqual([]);
    expect(broker.of('k3')).toEqual(['3', '7', '11']);
  });

  it('that is found before any is sent takes none with it', async () => {
    broker.refuses = (record) => (record.value === '3' ? 'invalid' : undefined);
    store.append(...numbers(1, 5).map((n) => ({ key: n })));
    relay();
    await eventually(() => expect(store.published).toBe(5));
    expect(broker.records.map((record) => record.value)).toEqual(['1', '2', '4', '5']);
  });

  it('goes through when a later attempt is taken, still before its successors', async () => {
    let refusals = 2;
    broker.refuses = (record) => (record.value === '1' && refusals-- > 0 ? 'too-large' : undefined);
    store.append({ key: 'a' }, { key: 'b' }, { key: 'a' });
    relay();
    await eventually(() => expect(store.published).toBe(3));
    expect(broker.of('a')).toEqual(['1', '3']);
    expect(store.letters).toEqual([]);
  });

  it('keeps its key stopped for the relay that takes over', async () => {
    broker.refuses = (record) => (record.value === '1' ? 'too-large' : undefined);
    store.append({ key: 'a' }, { key: 'b' });
    const { loop } = relay();
    await eventually(() => expect(store.published).toBe(2));
    await loop.stop();
    store.append({ key: 'a' }, { key: 'b' });
    relay('two');
    await eventually(() => expect(store.published).toBe(4));
    expect(broker.of('a')).toEqual([]);
    expect(broker.of('b')).toEqual(['2', '4']);
  });

  it('of an unknown topic is waited for while the topic may still come', async () => {
    let provisioned = false;
    broker.refuses = (record) => (record.topic === 'late' && !provisioned ? 'unknown-topic' : undefined);
    store.append({ key: 'a', topic: 'late' }, { key: 'a' }, { key: 'a', topic: 'late' });
    relay();
    await eventually(() => expect(broker.records.map((record) => record.value)).toEqual(['2']), { every: 1 });
    provisioned = true;
    await eventually(() => expect(store.published).toBe(3));
    expect(broker.of('a')).toEqual(['2', '1', '3']);
  });

  it('of a topic that never comes does not hold up page after page', async () => {
    broker.refuses = (record) => (record.topic === 'never' ? 'unknown-topic' : undefined);
    store.append(...numbers(1, 40).map((n) => ({ key: n, topic: Number(n) % 2 ? 'never' : 'orders' })));
    relay();
    await eventually(() => expect(store.published).toBe(40), { within: 1000 });
    expect(store.letters).toHaveLength(20);
    expect(broker.records).toHaveLength(20);
  });
});

describe('a dead letter', () => {
  beforeEach(async () => {
    broker.refuses = (record) => (record.value === '1' ? 'too-large' : undefined);
    store.append({ key: 'a' }, { key: 'a' }, { key: 'b' }, { key: 'a' });
    const { loop } = relay('one');
    await eventually(() => expect(store.published).toBe(4));
    await loop.stop();
  });

  const decide = (id: string, resolution: 'replay' | 'discard') =>
    store.letters.forEach((letter, n) => letter.id === id && (store.letters[n] = { ...letter, resolution }));

  it('is replayed before what is parked behind it and what comes after', async () => {
    broker.refuses = () => undefined;
    decide('1', 'replay');
    store.append({ key: 'a' });
    relay('two');
    await eventually(() => expect(broker.of('a')).toEqual(['1', '2', '4', '5']));
    expect(store.letters).toEqual([]);
  });

  it('is replayed while the relay is at work', async () => {
    const { wakeUps } = relay('two', { leaseTtlMs: 60_000 });
    await eventually(() => expect(store.reads).toBeGreaterThan(3));
    broker.refuses = () => undefined;
    decide('1', 'replay');
    wakeUps.deadLetters.ring();
    await eventually(() => expect(broker.of('a')).toEqual(['1', '2', '4']), { within: 1000 });
    store.append({ key: 'a' });
    await eventually(() => expect(broker.of('a')).toEqual(['1', '2', '4', '5']));
  });

  it('lets go of its key when it is discarded', async () => {
    decide('1', 'discard');
    relay('two');
    await eventually(() => expect(broker.of('a')).toEqual(['2', '4']));
    expect(store.letters).toEqual([]);
  });

  it('stays, with those behind it, when it is refused again', async () => {
    decide('1', 'replay');
    relay('two');
    await eventually(() => expect(store.letters[0]?.resolution).toBeNull());
    expect(store.letters.map(({ id }) => id)).toEqual(['1', '2', '4']);
    expect(broker.of('a')).toEqual([]);
  });
});
