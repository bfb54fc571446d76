import type { Queryable } from '@ordersaga/postgres';
import type { EventRow } from './event-row';
import { sql } from './statements';

/** How far to load: up to and including a version, or up to the first event recorded after a moment. */
export interface LoadLimit {
  readonly toVersion?: number;
  readonly at?: Date;
}

/** The rows of many streams in one round trip, each stream's in its order. */
export async function loadStreams(
  client: Queryable,
  streamIds: readonly string[],
  { toVersion, at }: LoadLimit = {},
): Promise<EventRow[]> {
  if (streamIds.length === 0) return [];
  const values = [[...new Set(streamIds)], toVersion ?? null, at ?? null];
  return (await client.query<EventRow>({ ...sql('load-streams'), values })).rows;
}
