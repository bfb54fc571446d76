import { quietRequestQueue } from '../src/kafka/quiet-request-queue';

interface Queue {
  pending: unknown[];
  throttledUntil: number;
  throttleCheckTimeoutId: NodeJS.Timeout | null;
  checkPendingRequests(): void;
  destroy(): void;
}

// eslint-disable-next-line @typescript-eslint/no-require-imports -- no export leads there
const RequestQueue = require('kafkajs/src/network/requestQueue') as new (options: object) => Queue;

describe("kafkajs's request queue", () => {
  let queue: Queue;

  beforeEach(() => {
    quietRequestQueue();
    quietRequestQueue(); // twice is as good as once
    queue = new RequestQueue({ maxInFlightRequests: null, logger: { debug() {} } });
  });

  afterEach(() => queue.destroy());

  it('sets no timer while no request waits: that would be one a millisecond, with a negative timeout', () => {
    queue.checkPendingRequests();
    expect(queue.throttleCheckTimeoutId).toBeNull();
  });

  it('looks again while requests wait for a throttled broker', () => {
    queue.throttledUntil = Date.now() + 1000;
    queue.pending.push({});
    queue.checkPendingRequests();
    expect(queue.throttleCheckTimeoutId).not.toBeNull();
  });
});
