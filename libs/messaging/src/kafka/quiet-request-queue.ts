interface InFlight {
  readonly sentAt: number;
  readonly requestTimeout: number;
  timeoutRequest(): void;
}

/** The part of kafkajs's request queue that the repairs touch. */
interface RequestQueue {
  readonly pending: readonly unknown[];
  readonly inflight: ReadonlyMap<unknown, InFlight>;
  readonly enforceRequestTimeout: boolean;
  readonly requestTimeout: number;
  requestTimeoutIntervalId: NodeJS.Timeout | null;
  isConnected(): boolean;
  destroy(): void;
}

interface RequestQueuePrototype {
  scheduleCheckPendingRequests: (this: RequestQueue) => void;
  scheduleRequestTimeoutCheck: (this: RequestQueue) => void;
  repaired?: true;
}

/** Timeouts of ten seconds need no closer look. */
const timeoutCheckMs = 1_000;

/**
 * Repairs kafkajs 2.2.4's request queue, which keeps a process at rest awake. Every connection looks for waiting
 * requests once a millisecond, for ever, also when there are none, with a negative timeout that Node 24 warns of
 * (TimeoutNegativeWarning): now it only looks while requests wait. Known upstream as tulios/kafkajs issue 1751, not
 * released. And it looks for requests that have taken too long ten times a second: once is enough.
 */
export function quietRequestQueue(): void {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- no export leads there
  const queue = require('kafkajs/src/network/requestQueue') as { prototype: RequestQueuePrototype };
  const { prototype } = queue;
  if (prototype.repaired || typeof prototype.scheduleCheckPendingRequests !== 'function') return;
  const { scheduleCheckPendingRequests: schedule } = prototype;
  prototype.scheduleCheckPendingRequests = function scheduleWhileRequestsWait() {
    if (this.pending.length > 0) schedule.call(this);
  };
  prototype.scheduleRequestTimeoutCheck = scheduleRequestTimeoutCheck;
  prototype.repaired = true;
}

function scheduleRequestTimeoutCheck(this: RequestQueue): void {
  if (!this.enforceRequestTimeout) return;
  this.destroy();
  const everyMs = Math.min(this.requestTimeout, timeoutCheckMs);
  this.requestTimeoutIntervalId = setInterval(() => {
    const now = Date.now();
    for (const request of this.inflight.values())
      if (now - request.sentAt > request.requestTimeout) request.timeoutRequest();
    if (!this.isConnected()) this.destroy();
  }, everyMs);
}
