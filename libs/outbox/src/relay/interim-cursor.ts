export interface SnapshotCursor {
  readonly previous: string;
  readonly current: string | null;
  readonly lastId: string;
}
