import fc from 'fast-check';
import { crc32c } from '../src/kafka/wire/crc32c';
import { decodeFetch } from '../src/kafka/wire/decode-fetch';
import { encodeFetch } from '../src/kafka/wire/encode-fetch';
import { encodeProduce, isPlainProduce } from '../src/kafka/wire/encode-produce';
import { FetchedRecord } from '../src/consuming/received';
import type {
  FetchArguments,
  FetchResponse,
  ProduceArguments,
  RecordShape,
  WireMessage,
} from '../src/kafka/wire/kafkajs-wire';
import { ByteWriter } from '../src/kafka/wire/byte-writer';
import { murmur2 } from '../src/kafka/wire/murmur2';

interface Encoded {
  readonly buffer: Buffer;
}

/* eslint-disable @typescript-eslint/no-require-imports -- no export leads there */
const theirProduce = require('kafkajs/src/protocol/requests/produce/v7/request') as (
  args: ProduceArguments,
) => { encode(): Promise<Encoded> };
const theirFetch = require('kafkajs/src/protocol/requests/fetch/v11/request') as (
  args: FetchArguments & { replicaId: number },
) => { encode(): Promise<Encoded> };
const theirAnswer = require('kafkajs/src/protocol/requests/fetch/v11/response') as {
  decode(bytes: Buffer): Promise<unknown>;
};
const theirMurmur2 = require('kafkajs/src/producer/partitioners/default/murmur2') as (key: string) => number;
/* eslint-enable */

const now = 1_790_000_000_123;

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.string({ maxLength: 20 }),
  fc.string({ minLength: 30, maxLength: 9_000 }),
);
const bytes = fc.uint8Array({ maxLength: 300 }).map((array) => Buffer.from(array));
const value = fc.oneof(text, bytes);
// kafkajs takes what every object inherits for an earlier header of the same name.
const name = fc.string({ unit: 'binary', maxLength: 40 }).filter((each) => !(each in {}));
const headers = fc.dictionary(name, fc.oneof(value, fc.array(value, { minLength: 2, maxLength: 3 })), {
  maxKeys: 5,
  noNullPrototype: true,
});
const message: fc.Arbitrary<WireMessage> = fc.record({
  key: fc.option(value, { nil: null }),
  value: fc.option(value, { nil: null }),
  headers,
});
const partition = fc.record({
  partition: fc.nat(100),
  firstSequence: fc.nat(),
  messages: fc.array(message, { minLength: 1, maxLength: 80 }),
});
const produce: fc.Arbitrary<ProduceArguments> = fc.record({
  acks: fc.constant(-1),
  timeout: fc.nat(),
  producerId: fc.bigInt({ min: 0n, max: 2n ** 62n }).map(String),
  producerEpoch: fc.nat(30_000),
  topicData: fc.array(
    fc.record({
      topic: fc.string({ minLength: 1, maxLength: 50 }),
      partitions: fc.array(partition, { minLength: 1, maxLength: 3 }),
    }),
    { minLength: 1, maxLength: 3 },
  ),
});

describe('what is written for kafkajs', () => {
  beforeEach(() => jest.useFakeTimers({ now }));
  afterEach(() => jest.useRealTimers());

  it('is byte for byte what kafkajs writes, for any records', async () => {
    await fc.assert(
      fc.asyncProperty(produce, async (request) => {
        expect(isPlainProduce(request)).toBe(true);
        const theirs = await theirProduce(request).encode();
        expect(encodeProduce(request, now).equals(theirs.buffer)).toBe(true);
      }),
      { numRuns: 150 },
    );
  });

  it('is so for records of every width of a length', async () => {
    for (const length of [0, 40, 41, 55, 56, 57, 58, 8_170, 8_180, 8_190, 70_000, 1_048_560, 1_048_590]) {
      const partitions = [{ partition: 0, messages: [{ value: 'x'.repeat(length) }, { value: 'ü' }] }];
      const request = { acks: -1, timeout: 1, topicData: [{ topic: 't', partitions }] };
      const theirs = await theirProduce(request).encode();
      expect(encodeProduce(request, now).equals(theirs.buffer)).toBe(true);
    }
  });

  it.each([{ compression: 1 }, { transactionalId: 'mine' }])('leaves %j to kafkajs', (special) => {
    expect(isPlainProduce({ acks: -1, timeout: 1, topicData: [], ...special })).toBe(false);
  });

  it("leaves the producer's own timestamps to kafkajs", () => {
    const partitions = [{ partition: 0, messages: [{ value: null, timestamp: '5' }] }];
    expect(isPlainProduce({ acks: -1, timeout: 1, topicData: [{ topic: 't', partitions }] })).toBe(false);
  });

  it('asks for records as kafkajs does', async () => {
    const topics = fc.array(
      fc.record({
        topic: fc.string({ minLength: 1 }),
        partitions: fc.array(
          fc.record({
            partition: fc.nat(),
            fetchOffset: fc.bigInt({ min: 0n, max: 2n ** 63n - 1n }).map(String),
            maxBytes: fc.nat(),
          }),
        ),
      }),
    );
    const limits = { maxWaitTime: fc.nat(), minBytes: fc.nat(), maxBytes: fc.nat(), rackId: fc.string() };
    await fc.assert(
      fc.asyncProperty(fc.record({ topics, ...limits }), async (request) => {
        const theirs = await theirFetch({ replicaId: -1, ...request }).encode();
        expect(encodeFetch(request).equals(theirs.buffer)).toBe(true);
      }),
    );
  });
});

/** An answer of a broker; its batches are those that were produced, with what the broker itself writes into them. */
function answer(batches: readonly Buffer[], cutOff = 0): Buffer {
  const records = Buffer.concat([...batches]);
  // kafkajs fails on less than it needs to tell formats apart; brokers send more.
  const sent = records.subarray(0, Math.max(records.length - cutOff, Math.min(records.length, 17)));
  const writer = new ByteWriter(0);
  writer.int32(7);
  writer.int16(0);
  writer.int32(99);
  writer.int32(1);
  writer.string('a-topic');
  writer.int32(1);
  writer.int32(3);
  writer.int16(0);
  for (const offset of [123_456, 123_450, 12]) writer.int64(offset);
  writer.int32(1);
  writer.int64(77);
  writer.int64(5);
  writer.int32(-1);
  writer.int32(sent.length);
  writer.raw(sent);
  return writer.view();
}

interface BrokersPart {
  readonly offset: bigint;
  readonly attributes: number;
  readonly epoch: number;
}

function batchOf(messages: readonly WireMessage[], { offset, attributes, epoch }: BrokersPart): Buffer {
  const topicData = [{ topic: '', partitions: [{ partition: 0, messages }] }];
  // Behind acks, timeout, and the lengths of lists and names.
  const batch = Buffer.from(encodeProduce({ acks: -1, timeout: 0, topicData }, now).subarray(26));
  batch.writeBigInt64BE(offset, 0);
  batch.writeInt32BE(epoch, 12);
  batch.writeInt16BE(attributes, 21);
  return batch;
}

const batch = fc
  .tuple(
    fc.array(message, { minLength: 1, maxLength: 20 }),
    fc.record({
      offset: fc.bigInt({ min: 0n, max: 2n ** 50n }),
      // the time of the log, a transaction, a control batch
      attributes: fc.constantFrom(0, 0, 0, 8, 16, 48),
      epoch: fc.nat(),
    }),
  )
  .map(([messages, brokers]) => batchOf(messages, brokers));

/** The same with records as kafkajs makes them: all read, nothing that is read later. */
function plain(read: FetchResponse | undefined) {
  const responses = read?.responses.map((topic) => ({
    ...topic,
    partitions: topic.partitions.map((part) => ({ ...part, messages: part.messages.map(shapeOf) })),
  }));
  return { ...read, responses };
}

function shapeOf(record: RecordShape): RecordShape {
  const { magicByte, attributes, timestamp, offset, key, value, headers, isControlRecord, batchContext } =
    record;
  return { magicByte, attributes, timestamp, offset, key, value, headers, isControlRecord, batchContext };
}

describe('what is read for kafkajs', () => {
  it('is what kafkajs reads, for any records, also when the last batch is cut off', async () => {
    const answers = fc.tuple(fc.array(batch, { maxLength: 4 }), fc.nat(60));
    await fc.assert(
      fc.asyncProperty(answers, async ([batches, cutOff]) => {
        const bytesRead = answer(batches, batches.length > 0 ? cutOff : 0);
        expect(plain(decodeFetch(bytesRead))).toEqual(await theirAnswer.decode(bytesRead));
      }),
      { numRuns: 300 },
    );
  });

  it('keeps apart headers that differ from those of the record before', () => {
    const messages = ['first', 'other', 'größe', 'other', 'first'].map((each) => ({
      value: null,
      headers: { [each]: each },
    }));
    const batches = [batchOf(messages, { offset: 0n, attributes: 0, epoch: 0 })];
    const read = decodeFetch(answer(batches))?.responses[0]?.partitions[0]?.messages;
    expect(read?.map((record) => Object.entries(record.headers).map(String))).toEqual(
      ['first', 'other', 'größe', 'other', 'first'].map((each) => [`${each},${each}`]),
    );
  });

  it('takes a header for nothing but itself, whatever objects inherit', () => {
    const messages = [{ value: null, headers: { constructor: 'mine' } }];
    const batches = [batchOf(messages, { offset: 0n, attributes: 0, epoch: 0 })];
    const read = decodeFetch(answer(batches))?.responses[0]?.partitions[0]?.messages[0];
    expect(read?.headers).toEqual({ constructor: Buffer.from('mine') });
  });

  it.each([
    ['compressed batches', { offset: 0n, attributes: 1, epoch: 0 }],
    ['offsets beyond 53 bits', { offset: 2n ** 53n, attributes: 0, epoch: 0 }],
  ])('leaves %s to kafkajs', (_, brokers) => {
    expect(decodeFetch(answer([batchOf([{ value: 'x' }], brokers)]))).toBeUndefined();
  });

  it('passes over a header called __proto__, as kafkajs does', () => {
    const named = JSON.parse('{"__proto__":"x","other":"y"}') as Record<string, string>;
    const batches = [batchOf([{ value: null, headers: named }], { offset: 0n, attributes: 0, epoch: 0 })];
    const [read] = decodeFetch(answer(batches))?.responses[0]?.partitions[0]?.messages ?? [];
    expect(Object.entries(read!.headers)).toEqual([['other', Buffer.from('y')]]);
    expect(Object.getPrototypeOf(read!.headers)).toBe(Object.prototype);
  });

  it('has headers as text that are those of the bytes, for any records', () => {
    const records = fc.array(message, { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(records, (messages) => {
        const batches = [batchOf(messages, { offset: 5n, attributes: 0, epoch: 0 })];
        const read = decodeFetch(answer(batches))?.responses[0]?.partitions[0]?.messages ?? [];
        expect(read).toHaveLength(messages.length);
        for (const record of read) {
          const at = { topic: 't', partition: 0 };
          const fromBytes = new FetchedRecord(at, shapeOf(record));
          expect(new FetchedRecord(at, record).headers).toEqual(fromBytes.headers);
        }
      }),
    );
  });

  it('leaves out a batch that is cut off at once, which kafkajs fails on', async () => {
    const bytesRead = answer([Buffer.alloc(12)]);
    await expect(theirAnswer.decode(bytesRead)).rejects.toThrow('outside buffer bounds');
    expect(decodeFetch(bytesRead)?.responses[0]?.partitions[0]?.messages).toEqual([]);
  });

  it('leaves the formats before Kafka 0.11 to kafkajs', () => {
    const old = batchOf([{ value: 'x' }], { offset: 0n, attributes: 0, epoch: 0 });
    old[16] = 1;
    expect(decodeFetch(answer([old]))).toBeUndefined();
  });
});

describe('the hashes', () => {
  it('has the checksum of RFC 3720, appendix B.4', () => {
    expect(crc32c(Buffer.from('123456789')) >>> 0).toBe(0xe3069283);
    expect(crc32c(Buffer.alloc(32)) >>> 0).toBe(0x8a9136aa);
  });

  it('puts each key where kafkajs puts it', () => {
    fc.assert(
      fc.property(fc.oneof(text, fc.uuid()), (key) => {
        expect(murmur2(Buffer.from(key)) & 0x7fffffff).toBe(theirMurmur2(key) & 0x7fffffff);
      }),
      { numRuns: 500 },
    );
  });
});
