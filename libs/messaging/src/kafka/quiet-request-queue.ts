type Schedule = (this: { readonly pending: readonly unknown[] }) => void;

/** The part of kafkajs's request queue that the repair touches. */
interface RequestQueuePrototype {
  scheduleCheckPendingRequests: Schedule;
  repaired?: true;
}

/**
 * Repairs kafkajs 2.2.4's request queue: every connection looks for waiting requests once a millisecond, for ever,
 * also when there are none, with a negative timeout that Node 24 warns of (TimeoutNegativeWarning). Now it only
 * looks while requests wait. Known upstream as tulios/kafkajs issue 1751, not released.
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
  prototype.repaired = true;
}
