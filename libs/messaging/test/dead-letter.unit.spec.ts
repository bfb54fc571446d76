import { deadLetterHeader, RecordRefusedError, type OutgoingRecord, type RefusalReason } from '../src';
import { toDeadLetter, toOriginal, withoutValue } from '../src/consuming/dead-letter';
import { DeadLetterOffice } from '../src/consuming/dead-letter-office';
import { growingPause } from '../src/consuming/growing-pause';
import { FetchedRecord, type RawRecord } from '../src/consuming/received';
import { faultOf } from '../src/record-fault';

const raw = {
  topic: 'orders',
  partition: 2,
  offset: '9007199254740993',
  key: Buffer.from([0xff, 0xfe]),
  headers: { ce_id: Buffer.from('m-1'), twice: [Buffer.from('a'), 'b'], none: undefined },
  value: Buffer.from([0x00, 0xff]),
  timestamp: new Date(0),
};
const fetched = (record: RawRecord & { topic: string; partition: number }) =>
  new FetchedRecord(record, record);
const to = { topic: 'group.dead-letter', group: 'group', now: new Date('2026-11-21T10:00:00Z') };

/** All that can be read of a record. */
function seen(record: FetchedRecord | undefined) {
  const { topic, partition, offset, key, headers, rawKey, rawHeaders, value, timestamp } = record!;
  return { topic, partition, offset, key, headers, rawKey, rawHeaders, value, timestamp };
}

describe('a dead letter', () => {
  it('is a true copy, bytes that are no text included', () => {
    const letter = toDeadLetter(fetched(raw), { reason: 'failed', attempts: 5 }, to);
    expect(letter).toMatchObject({ topic: 'group.dead-letter', key: raw.key, value: raw.value });
    expect(letter.headers).toMatchObject({ ce_id: raw.headers.ce_id, twice: raw.headers.twice });
    expect(letter.headers).not.toHaveProperty('none');
  });

  it('says where it comes from, why, and when', () => {
    const error = Object.assign(new RangeError('x'.repeat(5000)), { code: 'too-far' });
    const { headers } = toDeadLetter(fetched(raw), { reason: 'failed', attempts: 5, error }, to);
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

  it('gives its message back as it was, unless it could not hold it', () => {
    const record = fetched({ ...raw, timestamp: new Date('2026-11-20T09:00:00.007Z') });
    const letter = toDeadLetter(record, { reason: 'failed', attempts: 5, error: new Error('no') }, to);
    const read = (written: OutgoingRecord) =>
      fetched({ ...raw, topic: to.topic, partition: 0, offset: '4', headers: written.headers });
    expect(seen(toOriginal(read(letter)))).toEqual(seen(record));
    expect(toOriginal(read(withoutValue(letter)))).toBeUndefined();
  });
});

describe('a record with headers that hold nothing', () => {
  it('is read without them', () => {
    // `constructor` as kafkajs 2.2.4 gives it: it takes what any object inherits for an earlier value.
    const headers = {
      ...{ none: null, ce_id: Buffer.from('m-1'), some: [null, Buffer.from('a'), null], all: [null, null] },
      constructor: [Object, Buffer.from('b')],
    };
    const record = fetched({ ...raw, headers });
    expect(record.headers).toEqual({ ce_id: 'm-1', some: 'a', constructor: 'b' });
    const letter = toDeadLetter(record, { reason: 'failed', attempts: 5 }, to);
    expect(letter.headers).toMatchObject({ some: [Buffer.from('a')], constructor: [Buffer.from('b')] });
    expect(letter.headers).not.toHaveProperty('none');
    expect(letter.headers).not.toHaveProperty('all');
    expect(faultOf(letter)).toBeUndefined();
  });
});

describe('a dead letter that is refused', () => {
  const record = fetched(raw);
  const verdict = { reason: 'failed', attempts: 5 } as const;

  /** What arrives of the letter of `record` and of another, at a topic that refuses letters for this reason. */
  async function sent(refuses: (letter: OutgoingRecord) => RefusalReason | undefined) {
    const taken: OutgoingRecord[] = [];
    const office = new DeadLetterOffice(to.topic, to.group, (letters) => {
      for (const letter of letters) {
        const reason = refuses(letter);
        if (reason !== undefined) return Promise.reject(new RecordRefusedError(reason, 'no'));
        taken.push(letter);
      }
      return Promise.resolve();
    });
    const other = fetched({ ...raw, offset: '7', headers: {}, value: null });
    await office.send([
      { record, verdict },
      { record: other, verdict },
    ]);
    expect(taken.map(({ headers }) => headers[deadLetterHeader.offset])).toEqual([raw.offset, '7']);
    return taken[0]!;
  }

  it('as too large goes without its value', async () => {
    const letter = await sent(({ value }) => (value === null ? undefined : 'too-large'));
    expect(letter).toMatchObject({ value: null, headers: { ce_id: raw.headers.ce_id } });
    expect(letter.headers[deadLetterHeader.valueLeftOut]).toBe('2 bytes');
  });

  it('as invalid goes without the headers of its message', async () => {
    const letter = await sent(({ headers }) => ('ce_id' in headers ? 'invalid' : undefined));
    expect(letter).toMatchObject({ key: raw.key, value: raw.value });
    expect(letter.headers).not.toHaveProperty('ce_id');
    expect(letter.headers).toMatchObject({
      [deadLetterHeader.reason]: 'failed',
      [deadLetterHeader.headersLeftOut]: 'ce_id, twice',
    });
  });

  it('goes without both when it is still too large, or then invalid', async () => {
    const bare = { value: null, headers: { [deadLetterHeader.headersLeftOut]: 'ce_id, twice' } };
    expect(await sent(({ headers }) => ('ce_id' in headers ? 'too-large' : undefined))).toMatchObject(bare);
    const either = ({ value, headers }: OutgoingRecord) =>
      'ce_id' in headers ? 'invalid' : value === null ? undefined : 'too-large';
    expect(await sent(either)).toMatchObject(bare);
  });

  it('whatever is left out, or for another reason, is not taken for sent', async () => {
    await expect(sent(() => 'invalid')).rejects.toMatchObject({ reason: 'invalid' });
    await expect(sent(() => 'too-large')).rejects.toMatchObject({ reason: 'too-large' });
    await expect(sent(() => 'unknown-topic')).rejects.toMatchObject({ reason: 'unknown-topic' });
  });
});

describe('pauses', () => {
  it('grow from the first to the longest', () => {
    const growth = { first: 50, factor: 4, longest: 2000 };
    expect([1, 2, 3, 4, 50].map((turn) => growingPause(turn, growth))).toEqual([50, 200, 800, 2000, 2000]);
  });
});
