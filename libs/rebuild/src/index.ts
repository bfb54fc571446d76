export type { Comparison } from './compare-copies';
export {
  GaveUpWaitingError,
  LogBehindError,
  NotSwitchedError,
  RebuildInterruptedError,
  RebuildLostError,
  RebuildUnderWayError,
  UnusableLogError,
} from './errors';
export { PostgresOrderLog, type LogPart, type OrderLog } from './order-log';
export { phases, type OnProgress, type Phase, type Progress } from './progress';
export { rebuild, type Rebuilt, type RebuildOptions } from './rebuild';
export type { CopyBuilder, RebuildTarget, StoredOrder } from './rebuild-target';
export { rebuildOptionsHelp } from './arguments';
export { runRebuild, type RebuildCommand } from './run-rebuild';
export type { UnreadableEvent } from './to-order-event';
