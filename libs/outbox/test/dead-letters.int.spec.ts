import { eventually } from '@ordersaga/test-kit';
import {
  appendToOutbox,
  discardDeadLetters,
  listDeadLetters,
  outlineDeadLetters,
  replayDeadLetters,
} from '../src';
import { message, TestOutbox } from './outbox-of-a-test';
import { RecordingPublisher } from './recording-publisher';

let outbox: TestOutbox;
let broker: RecordingPublisher;

const refuseFirst = (record: { key: string; value: string }) =>
  record.key === 'a' && record.value === '1' ? 'too-large' : undefined;

beforeEach(async () => {
  outbox = await TestOutbox.create('dead_letters');
  broker = new RecordingPublisher();
  broker.refuses = refuseFirst;
  await outbox.relay(broker, { leaseTtlMs: 60_000 });
  await appendToOutbox(outbox.pool, [message('a', 1), message('b', 1), message('a', 2)]);
  await outbox.append('a', 3);
  await outbox.append('b', 2);
  await eventually(async () => {
    expect(broker.of('b')).toEqual(['1', '2']);
    expect(await letters()).toHaveLength(3);
  });
});

afterEach(() => outbox.drop());

const letters = () => listDeadLetters(outbox.pool);

describe('the dead letters of an outbox', () => {
  it('are the refused row and the later ones of its key, in order; other keys went on', async () => {
    expect(await letters()).toMatchObject([
      { messageId: 'a-1', topic: 'orders', key: 'a', payload: 1, headers: { ce_id: 'a' }, resolution: null },
      { messageId: 'a-2', reason: null },
      { messageId: 'a-3', reason: null },
    ]);
    expect((await letters())[0]?.reason).toContain('too-large');
    expect(broker.of('a')).toEqual([]);
  });

  it('are listed in pages, by topic and key', async () => {
    const [first] = await listDeadLetters(outbox.pool, { limit: 1 });
    expect(await listDeadLetters(outbox.pool, { after: first?.id ?? '' })).toHaveLength(2);
    expect(await listDeadLetters(outbox.pool, { topic: 'orders', key: 'b' })).toEqual([]);
  });

  it('are outlined all at once, without what they hold', async () => {
    const wanted = (await letters()).map(({ headers: _headers, payload: _payload, ...outline }) => outline);
    expect(await outlineDeadLetters(outbox.pool)).toEqual(wanted);
  });

  it('are decided about by their ids, and by none when there are none', async () => {
    const ids = (await letters()).map(({ id }) => id);
    expect(await discardDeadLetters(outbox.pool, { ids: [] })).toBe(0);
    expect(await discardDeadLetters(outbox.pool, { ids: ids.slice(0, 2) })).toBe(2);
    await eventually(() => expect(broker.of('a')).toEqual(['3']));
  });

  it('are published in order once they are replayed, before what comes later', async () => {
    broker.refuses = () => undefined;
    expect(await replayDeadLetters(outbox.pool, { key: 'a' })).toBe(3);
    await outbox.append('a', 4);
    await eventually(() => expect(broker.of('a')).toEqual(['1', '2', '3', '4']));
    expect(await letters()).toEqual([]);
  });

  it('let their key go on when the refused one is discarded', async () => {
    const [refused] = await letters();
    expect(await discardDeadLetters(outbox.pool, { id: refused?.id ?? '' })).toBe(1);
    await outbox.append('a', 4);
    await eventually(() => expect(broker.of('a')).toEqual(['2', '3', '4']));
    expect(await letters()).toEqual([]);
  });

  it('lose one parked in the middle that is discarded, and stay stopped', async () => {
    const parked = (await letters())[1];
    await discardDeadLetters(outbox.pool, { id: parked?.id ?? '' });
    await eventually(async () =>
      expect((await letters()).map((one) => one.messageId)).toEqual(['a-1', 'a-3']),
    );
    expect(broker.of('a')).toEqual([]);
  });

  it('stay, and stay in order, when the replayed one is refused again', async () => {
    await replayDeadLetters(outbox.pool, {});
    await eventually(async () => expect((await letters())[0]?.resolution).toBeNull());
    await outbox.append('a', 4);
    await eventually(async () =>
      expect((await letters()).map((one) => one.messageId)).toEqual(['a-1', 'a-2', 'a-3', 'a-4']),
    );
    expect(broker.of('a')).toEqual([]);
  });
});
