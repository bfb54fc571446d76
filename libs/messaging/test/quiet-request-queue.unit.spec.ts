import { quietRequestQueue } from '../src/kafka/quiet-request-queue';

interface Queue {
  pending: unknown[];
  throttledUntil: number;
  throttleCheckTimeoutId: NodeJS.Timeout | null;
  readonly inflight: Map<unknown, object>;
  checkPendingRequests(): void;
  scheduleRequestTimeoutCheck(): void;
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

  it('looks for requests that have taken too long once a second', () => {
    jest.useFakeTimers();
    let connected = true;
    const options = { enforceRequestTimeout: true, requestTimeout: 10_000, isConnected: () => connected };
    const watched = new RequestQueue({ ...options, logger: { debug() {} } });
    const timeoutRequest = jest.fn();
    watched.inflight.set(1, { sentAt: Date.now() - 9_500, requestTimeout: 10_000, timeoutRequest });
    watched.scheduleRequestTimeoutCheck();
    jest.advanceTimersByTime(999);
    expect(timeoutRequest).not.toHaveBeenCalled();
    jest.advanceTimersByTime(1);
    expect(timeoutRequest).toHaveBeenCalledTimes(1);
    connected = false;
    jest.advanceTimersByTime(1_000);
    expect(jest.getTimerCount()).toBe(0);
    jest.useRealTimers();
  });
});
