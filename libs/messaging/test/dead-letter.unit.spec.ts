import { deadLetterHeader, parkingOf, toRelease } from '../src';
import { toDeadLetter } from '../src/consuming/dead-letter';
import { growingPause } from '../src/consuming/growing-pause';
import { ParkedKeys } from '../src/consuming/parked-keys';
import { toFetchedRecord } from '../src/consuming/received';

const raw = {
  topic: 'orders',
  partition: 2,
  offset: '9007199254740993',
  key: Buffer.from([0xff, 0xfe]),
  headers: { ce_id: Buffer.from('m-1'), twice: [Buffer.from('a'), 'b'], none: undefined },
  value: Buffer.from([0x00, 0xff]),
  timestamp: new Date(0),
};
const to = { topic: 'group.dead-letter', group: 'group', now: new Date('2026-11-21T10:00:00Z') };

describe('a dead letter', () => {
  it('is a true copy, bytes that are no text included', () => {
    const letter = toDeadLetter(toFetchedRecord(raw), { reason: 'failed', attempts: 5 }, to);
    expect(letter).toMatchObject({ topic: 'group.dead-letter', key: raw.key, value: raw.value });
    expect(letter.headers).toMatchObject({ ce_id: raw.headers.ce_id, twice: raw.headers.twice });
    expect(letter.headers).not.toHaveProperty('none');
  });

  it('says where it comes from, why, and when', () => {
    const error = Object.assign(new RangeError('x'.repeat(5000)), { code: 'too-far' });
    const { headers } = toDeadLetter(toFetchedRecord(raw), { reason: 'failed', attempts: 5, error }, to);
    expect(headers).toMatchObject({
      [deadLetterHeader.reason]: 'failed',
      [deadLetterHeader.errorCode]: 'too-far',
      [deadLetterHeader.partition]: '2',
      [deadLetterHeader.offset]: '9007199254740993',
      [deadLetterHeader.attempts]: '5',
      [deadLetterHeader.at]: '2026-11-21T10:00:00.000Z',
    });
    expect(String(headers[deadLetterHeader.error])).toHaveLength(1000);
  });

  it.each([
    ['failed', true],
    ['parked-behind', true],
    ['unreadable', undefined],
  ] as const)('parks its key when its reason is %s: %s', (reason, parked) => {
    const record = toFetchedRecord({ ...raw, key: 'k' });
    const letter = toDeadLetter(record, { reason, attempts: 1 }, to);
    const read = toFetchedRecord({ ...raw, key: 'k', headers: letter.headers });
    expect(parkingOf(read)?.parked).toBe(parked);
  });
});

describe('parked keys', () => {
  it('are parked per topic, released by a record of their own, and counted', () => {
    const counts: number[] = [];
    const parked = new ParkedKeys((keys) => counts.push(keys));
    parked.park('orders', 'a');
    parked.park('orders', 'a');
    parked.park('orders', null);
    expect([parked.has('orders', 'a'), parked.has('stock', 'a'), parked.has('orders', null)]).toEqual([
      true,
      false,
      false,
    ]);
    const release = toRelease('group.dead-letter', 'orders', 'a');
    parked.learn(toFetchedRecord({ ...raw, key: 'a', headers: release.headers }));
    expect(parked.has('orders', 'a')).toBe(false);
    expect(counts).toEqual([1, 0]);
  });
});

describe('pauses', () => {
  it('grow from the first to the longest', () => {
    const growth = { first: 50, factor: 4, longest: 2000 };
    expect([1, 2, 3, 4, 50].map((turn) => growingPause(turn, growth))).toEqual([50, 200, 800, 2000, 2000]);
  });
});
