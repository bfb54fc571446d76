import { eventually, openGate, type Gate } from '@ordersaga/test-kit';
import type { RelayOptions } from '../src';
import { ChannelListener } from '../src/relay/channel-listener';
import { TestOutbox } from './outbox-of-a-test';
import { RecordingPublisher } from './recording-publisher';

describe('a relay that is told to stop', () => {
  let outbox: TestOutbox;
  let gate: Gate;
  let broker: RecordingPublisher;
  let warnings: string[];

  beforeEach(async () => {
    outbox = await TestOutbox.create('relay_stop');
    gate = await openGate(outbox.url);
    broker = new RecordingPublisher();
    warnings = [];
  });
  afterEach(async () => {
    gate.open();
    await gate.close();
    await outbox.drop();
  });

  const stopWithinMs = 500;
  /** A relay that publishes by way of the gate. */
  const active = async (given: Partial<RelayOptions> = {}) => {
    const relay = await outbox.relay(broker, {
      outbox: { name: 'test', connectionString: gate.url },
      logger: { info: () => undefined, warn: (_fields, text) => warnings.push(text), error: () => undefined },
      ...given,
    });
    await eventually(async () => expect((await relay.status()).active).toBe(true));
    return relay;
  };
  const secondsOf = async (work: Promise<void>): Promise<number> => {
    const begin = performance.now();
    await work;
    return (performance.now() - begin) / 1_000;
  };
  const tooLong = /takes too long/;

  it('waits for what is in flight, and says nothing of it', async () => {
    const relay = await active();
    let release = (): void => undefined;
    broker.gate = new Promise((resolve) => (release = resolve));
    await outbox.append('k', 1);
    await eventually(() => expect(broker.inFlight).toBe(1));
    const stopping = relay.stop();
    release();
    await stopping;
    expect(warnings).toEqual([]);
    expect(broker.of('k')).toEqual(['1']);
    const { rows } = await outbox.pool.query<{ owner: string | null }>('SELECT owner FROM outbox_relays');
    expect(rows).toEqual([{ owner: null }]);
  });

  it('waits for no database that hangs', async () => {
    const relay = await active({ stopWithinMs });
    gate.block();
    expect(await secondsOf(relay.stop())).toBeLessThan(5);
    expect(warnings).toContainEqual(expect.stringMatching(tooLong));
  });

  it('waits for no broker that hangs; what was in flight comes again from the next one', async () => {
    const relay = await active({ stopWithinMs, leaseTtlMs: 1_000 });
    let release = (): void => undefined;
    broker.gate = new Promise((resolve) => (release = resolve));
    await outbox.append('k', 1);
    await eventually(() => expect(broker.inFlight).toBe(1));
    expect(await secondsOf(relay.stop())).toBeLessThan(5);
    expect(warnings).toContainEqual(expect.stringMatching(tooLong));
    const next = new RecordingPublisher();
    await outbox.relay(next);
    await eventually(() => expect(next.of('k')).toEqual(['1']));
    release();
  });

  it('waits for no database that hangs as it is asked to tell of new rows', async () => {
    const listener = new ChannelListener(gate.url, { some_channel: () => undefined });
    const blocked = gate.blockAt('LISTEN');
    listener.start();
    await blocked;
    expect(await secondsOf(listener.stop())).toBeLessThan(10);
  });
});
