export { describeLog, type Log, type LogTable } from './log-table';
export { openCursor, type OpenedCursor } from './open-cursor';
export { readNext, type LogPage, type LogRow } from './read-next';
export type { SnapshotCursor } from './snapshot-cursor';
