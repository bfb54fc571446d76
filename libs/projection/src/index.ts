export { followOrders, type FollowOrdersOptions } from './follow-orders';
export { type OrderEvent, type OrderEventType } from './order-event';
export { eventsByOrder, pendingEvents } from './next-version';
export { VersionGapError } from './version-gap-error';
export { isStoreUnavailable, StoreUnavailableError } from './store-unavailable-error';
export { NotCaughtUpError, waitForParameter, waitForVersion, type OrderVersion } from './wait-for';
export { limitParameter, timestampParameter } from './query-parameters';
export { cursorParameter, encodeCursor } from './page-cursor';
export { queryProblem } from './problems';
export {
  changeCopies,
  copyName,
  firstCopies,
  withoutRebuild,
  type Copies,
  type CopyRegister,
  type RebuildUnderWay,
} from './copies/copies';
export { always, LiveCopy, type Answering, type CopyLog, type Passing } from './copies/live-copy';
