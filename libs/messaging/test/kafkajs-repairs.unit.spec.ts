import { createMessaging } from '../src';
import { ByteWriter } from '../src/kafka/wire/byte-writer';
import type { FetchResponse } from '../src/kafka/wire/kafkajs-wire';

interface Exchange {
  readonly request: { encode(): Promise<unknown> };
  readonly response: { decode(bytes: Buffer): Promise<unknown> };
}
type Definition = { protocol(wanted: { version: number }): (args: object) => Exchange };

/* eslint-disable @typescript-eslint/no-require-imports -- no export leads there */
const RequestQueue = require('kafkajs/src/network/requestQueue') as new (options: object) => {
  readonly throttleCheckTimeoutId: NodeJS.Timeout | null;
  checkPendingRequests(): void;
  destroy(): void;
};
const Encoder = require('kafkajs/src/protocol/encoder') as new () => object;
const produce = require('kafkajs/src/protocol/requests/produce') as Definition;
const fetch = require('kafkajs/src/protocol/requests/fetch') as Definition;
/* eslint-enable */

describe('making messaging', () => {
  beforeAll(() => {
    const options = { brokers: ['nowhere:1'], clientId: 'never-connected' };
    createMessaging(options);
    createMessaging(options); // twice is as good as once
  });

  it("quiets kafkajs's request queue", () => {
    const queue = new RequestQueue({ maxInFlightRequests: null, logger: { debug() {} } });
    queue.checkPendingRequests();
    const timer = queue.throttleCheckTimeoutId;
    queue.destroy();
    clearTimeout(timer ?? undefined);
    expect(timer).toBeNull();
  });

  it('lets records be encoded here', async () => {
    const messages = [{ key: 'k', value: 'v', headers: { custom: 'h' } }];
    const topicData = [{ topic: 't', partitions: [{ partition: 0, firstSequence: 0, messages }] }];
    const { request } = produce.protocol({ version: 7 })({ acks: -1, timeout: 1, topicData });
    expect(await request.encode()).not.toBeInstanceOf(Encoder);
  });

  it('lets fetches be encoded here', async () => {
    const limits = { maxWaitTime: 1, minBytes: 1, maxBytes: 1, rackId: '' };
    const { request } = fetch.protocol({ version: 11 })({ replicaId: -1, topics: [], ...limits });
    expect(await request.encode()).not.toBeInstanceOf(Encoder);
  });

  it('lets answers be decoded here, also one that kafkajs fails on', async () => {
    const { response } = fetch.protocol({ version: 11 })({ replicaId: -1, topics: [] });
    const decoded = (await response.decode(answerCutOff())) as FetchResponse;
    expect(decoded.responses[0]?.partitions[0]?.messages).toEqual([]);
  });
});

/** A broker's answer to a fetch that ends within the first bytes of a batch. */
function answerCutOff(): Buffer {
  const answer = new ByteWriter(0);
  answer.int32(0); // not throttled
  answer.int16(0); // no error
  for (const sessionThenTopics of [0, 1]) answer.int32(sessionThenTopics);
  answer.string('a-topic');
  for (const partitionsThenNumber of [1, 0]) answer.int32(partitionsThenNumber);
  answer.int16(0); // no error
  for (const offset of [1, 1, 0]) answer.int64(offset);
  for (const abortedThenReplicaThenLength of [0, -1, 12]) answer.int32(abortedThenReplicaThenLength);
  answer.raw(Buffer.alloc(12));
  return answer.view();
}
