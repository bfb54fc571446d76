import { eventually } from '@ordersaga/test-kit';
import { PagePublisher } from '../src/relay/page-publisher';
import { PatientSender } from '../src/relay/patient-sender';
import { RelayLoop } from '../src/relay/relay-loop';
import { WakeUp } from '../src/relay/wake-up';
import { MemoryRelayStore } from './memory-relay-store';
import { RecordingPublisher } from './recording-publisher';

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };

let store: MemoryRelayStore;
let broker: RecordingPublisher;
let loops: RelayLoop[];

beforeEach(() => {
  store = new MemoryRelayStore();
  broker = new RecordingPublisher();
  loops = [];
});

afterEach(async () => {
  store.down = false;
  await Promise.all(loops.map((loop) => loop.stop()));
});

const pauses = { first: 1, longest: 5 };

interface Given {
  readonly leaseTtlMs?: number;
  readonly pollMs?: number;
  readonly events?: object;
  readonly mayYieldTo?: (load: number) => boolean;
  readonly hesitateMs?: () => number;
}

function relay(owner = 'one', given: Given = {}) {
  const { leaseTtlMs = 200, pollMs = 5, events = {}, mayYieldTo = () => false, hesitateMs = () => 0 } = given;
  const wakeUps = { rows: new WakeUp(), lease: new WakeUp(), deadLetters: new WakeUp() };
  const sender = new PatientSender({ publisher: broker, logger: silent, events, brokerPauseMs: pauses });
  const patience = { attempts: 3, unknownTopicMs: 30 };
  const publisher = new PagePublisher({ sender, logger: silent, events, patience, retryPauseMs: pauses });
  const loop = new RelayLoop({
    ...{ store, publisher, logger: silent, events, owner, wakeUps, leaseTtlMs, pollMs },
    ...{
      pageSize: 10,
      keepMs: 1000,
      maintainEveryMs: 60_000,
      hesitateMs,
      databasePauseMs: pauses,
      load: () => 0,
      mayYieldTo,
    },
    describe: String,
  });
  loops.push(loop);
  loop.start();
  return { loop, wakeUps };
}

const numbers = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, n) => String(from + n));

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
    const { wakeUps } = relay();
    await eventually(() => expect(store.published).toBe(1));
    store.down = true;
    wakeUps.rows.ring();
    await eventually(() => expect(loops[0]?.active).toBe(false));
    store.append({ key: 'a' });
    store.down = false;
    await eventually(() => expect(broker.of('a')).toEqual(['1', '2']));
  });

  it('tells how long each row took', async () => {
    const times: number[] = [];
    store.append({ key: 'a' }, { key: 'b' });
    relay('one', { events: { published: (some: number[]) => times.push(...some) } });
    await eventually(() => expect(times).toHaveLength(2));
    expect(Math.min(...times)).toBeGreaterThan(0);
  });
});

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
